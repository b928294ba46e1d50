package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import io.pipit.core.block.column.FixedBuffer;
import java.io.IOException;

/** Dates: texts as in {@link TimeText}, of which the time of day is cut off; small numbers are days since 1970. */
final class DateCell extends ScalarCell {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int LAST_DATE = 65_535; // 2149-06-06
    private static final int FIRST_DATE32 = -25_567; // 1900-01-01
    private static final int LAST_DATE32 = 120_529; // 2299-12-31

    private final FixedBuffer buffer;
    private final boolean wide;
    private final TimeText time = new TimeText(null);

    DateCell(FixedBuffer buffer, boolean wide) {
        this.buffer = buffer;
        this.wide = wide;
    }

    @Override
    String expected() {
        return (wide ? "Date32" : "Date") + " such as 2026-11-21";
    }

    @Override
    String appendInteger(JsonParser json) throws IOException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return found(json.getText());
        }
        long value = json.getLongValue();
        if (Math.abs(value) <= LAST_DATE) {
            return append(value) ? null : found(value + ", which is out of range");
        }
        return super.appendInteger(json);
    }

    @Override
    String appendText(char[] text, int start, int length) {
        if (!time.read(text, start, length)) {
            return foundText(text, start, length);
        }
        boolean inRange = append(Math.floorDiv(time.seconds(), SECONDS_PER_DAY));
        return inRange ? null : foundText(text, start, length) + ", which is out of range";
    }

    @Override
    String appendBoolean(boolean value) {
        return found(value ? "true" : "false");
    }

    private boolean append(long days) {
        boolean inRange = wide ? days >= FIRST_DATE32 && days <= LAST_DATE32 : days >= 0 && days <= LAST_DATE;
        if (inRange) {
            buffer.append(days);
        }
        return inRange;
    }
}
