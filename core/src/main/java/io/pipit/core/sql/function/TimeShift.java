package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.error.Article;
import java.util.Set;

/** Adds an amount of a unit to a date or a time. */
final class TimeShift {
    private static final Set<String> CALENDAR = Set.of("Day", "Week", "Month", "Quarter", "Year");

    private TimeShift() {}

    static Rendered shift(CallSite c, Rendered value, String unit, String amount, boolean negative) {
        DataType type = value.type().bare();
        String count = "CAST(" + (negative ? "-(" + amount + ")" : amount) + " AS BIGINT)";
        if (negative) {
            count = "CAST(-CAST(" + amount + " AS BIGINT) AS BIGINT)";
        }
        if (Types.date(type)) {
            return date(value, unit, count);
        } else if (Types.text(type) && value.text().isPresent()) {
            DataType to = new DateTime64Type(3, "");
            return shift(c, Rendered.of(Conversions.convert(value, to), to), unit, amount, negative);
        } else if (!Types.instant(type)) {
            throw c.error(Article.with(value.type()) + " is neither a date nor a time");
        }
        DataType result = finer(type, unit);
        if (unit.equals("Nanosecond")) {
            return Rendered.of("make_timestamp_ns(epoch_ns(" + value.sql() + ") + " + count + ")", result);
        }
        String zone = CALENDAR.contains(unit) ? Types.zone(type) : "";
        return Rendered.of(
                Zones.utc("(" + Zones.wall(value.sql(), zone) + " + " + interval(unit, count) + ")", zone), result);
    }

    private static Rendered date(Rendered value, String unit, String count) {
        if (unit.equals("Day")) {
            return Rendered.of(
                    "(" + value.sql() + " + CAST(" + count + " AS INTEGER))",
                    value.type().bare());
        } else if (CALENDAR.contains(unit)) {
            return Rendered.of(
                    "CAST((" + value.sql() + " + " + interval(unit, count) + ") AS DATE)",
                    value.type().bare());
        }
        return Rendered.of(
                "(CAST(" + value.sql() + " AS TIMESTAMP) + " + interval(unit, count) + ")",
                finer(Types.DATE_TIME, unit));
    }

    private static DataType finer(DataType type, String unit) {
        int needed = switch (unit) {
            case "Millisecond" -> 3;
            case "Microsecond" -> 6;
            case "Nanosecond" -> 9;
            default -> 0;
        };
        int digits = type instanceof DateTime64Type t ? t.precision() : 0;
        return needed > digits ? new DateTime64Type(needed, Types.zone(type)) : type;
    }

    /** An interval of the engine. */
    static String interval(String unit, String count) {
        return switch (unit) {
            case "Nanosecond" -> "to_microseconds(" + count + " // 1000)";
            case "Microsecond" -> "to_microseconds(" + count + ")";
            case "Millisecond" -> "to_microseconds(" + count + " * 1000)";
            case "Second" -> "to_seconds(" + count + ")";
            case "Minute" -> "to_minutes(" + count + ")";
            case "Hour" -> "to_hours(" + count + ")";
            case "Day" -> "to_days(CAST(" + count + " AS INTEGER))";
            case "Week" -> "to_days(CAST(" + count + " * 7 AS INTEGER))";
            case "Month" -> "to_months(CAST(" + count + " AS INTEGER))";
            case "Quarter" -> "to_months(CAST(" + count + " * 3 AS INTEGER))";
            default -> "to_years(CAST(" + count + " AS INTEGER))";
        };
    }
}
