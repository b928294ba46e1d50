package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Times as the dialect prints them: {@code YYYY-MM-DD hh:mm:ss}, with as many digits after the point as the type has. */
final class Times {
    private static final int NANO_DIGITS = 9;

    private Times() {}

    static void append(StringBuilder out, LocalDateTime utc, DataType type) {
        DataType bare = type.bare();
        String zone = bare instanceof DateTimeType t ? t.zone() : ((DateTime64Type) bare).zone();
        LocalDateTime local = zone.isEmpty()
                ? utc
                : utc.atOffset(ZoneOffset.UTC)
                        .atZoneSameInstant(ZoneId.of(zone))
                        .toLocalDateTime();
        padded(out, local.getYear(), 4).append('-');
        padded(out, local.getMonthValue(), 2).append('-');
        padded(out, local.getDayOfMonth(), 2).append(' ');
        padded(out, local.getHour(), 2).append(':');
        padded(out, local.getMinute(), 2).append(':');
        padded(out, local.getSecond(), 2);
        if (bare instanceof DateTime64Type t && t.precision() > 0) {
            out.append('.');
            int start = out.length();
            padded(out, local.getNano(), NANO_DIGITS);
            out.setLength(start + t.precision());
        }
    }

    private static StringBuilder padded(StringBuilder out, int number, int width) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < width; i++) {
            out.append('0');
        }
        return out.append(digits);
    }
}
