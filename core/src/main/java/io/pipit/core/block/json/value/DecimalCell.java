package io.pipit.core.block.json.value;

import io.pipit.core.block.column.WideBuffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Decimals, and integers of more than 64 bits: numbers and texts of them. Digits beyond the scale are cut off. */
final class DecimalCell extends ScalarCell {
    private final WideBuffer buffer;
    private final int precision;
    private final int scale;
    private final boolean unsigned;
    private final String name;

    DecimalCell(WideBuffer buffer, int precision, int scale, boolean unsigned, String name) {
        this.buffer = buffer;
        this.precision = precision;
        this.scale = scale;
        this.unsigned = unsigned;
        this.name = name;
    }

    @Override
    String expected() {
        return name + " of at most " + (precision - scale) + " digits before the point";
    }

    @Override
    String appendBoolean(boolean value) {
        append(BigDecimal.valueOf(value ? 1 : 0));
        return null;
    }

    @Override
    String appendText(char[] text, int start, int length) {
        BigDecimal value = Numbers.parse(text, start, length);
        if (value == null || Numbers.digitsBeforePoint(value) > precision - scale || (unsigned && value.signum() < 0)) {
            return foundText(text, start, length);
        }
        append(Numbers.digitsBeforePoint(value) < -scale ? BigDecimal.ZERO : value);
        return null;
    }

    private void append(BigDecimal value) {
        BigInteger unscaled = value.setScale(scale, RoundingMode.DOWN).unscaledValue();
        buffer.appendInteger(unscaled.shiftRight(64).longValue(), unscaled.longValue());
    }
}
