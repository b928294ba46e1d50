package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import io.pipit.core.block.column.FixedBuffer;
import java.io.IOException;
import java.util.Locale;

/** Floating-point numbers: numbers, texts of them, {@code nan}, {@code inf}, and truth values as 1 and 0. */
final class FloatCell extends ScalarCell {
    private static final int LONGEST = 1000;

    private final FixedBuffer buffer;
    private final int bits;

    FloatCell(FixedBuffer buffer, int bits) {
        this.buffer = buffer;
        this.bits = bits;
    }

    @Override
    String expected() {
        return "Float" + bits;
    }

    @Override
    String appendInteger(JsonParser json) throws IOException {
        return append(json.getDoubleValue());
    }

    @Override
    String appendFraction(JsonParser json) throws IOException {
        return append(json.getDoubleValue());
    }

    @Override
    String appendBoolean(boolean value) {
        return append(value ? 1 : 0);
    }

    @Override
    String appendText(char[] text, int start, int length) {
        String given =
                new String(text, start, Math.min(length, LONGEST + 1)).strip().toLowerCase(Locale.ROOT);
        switch (given) {
            case "nan", "-nan":
                return append(Double.NaN);
            case "inf", "+inf", "infinity", "+infinity":
                return append(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity":
                return append(Double.NEGATIVE_INFINITY);
            default:
                break;
        }
        boolean number =
                !given.isEmpty() && given.length() <= LONGEST && isDigitOrPoint(given.charAt(given.length() - 1));
        try {
            return number ? append(Double.parseDouble(given)) : foundText(text, start, length);
        } catch (NumberFormatException e) {
            return foundText(text, start, length);
        }
    }

    /** Java would also take a type's letter at the end, as in {@code 1d}. */
    private static boolean isDigitOrPoint(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    private String append(double value) {
        buffer.append(bits == 32 ? Float.floatToIntBits((float) value) : Double.doubleToLongBits(value));
        return null;
    }
}
