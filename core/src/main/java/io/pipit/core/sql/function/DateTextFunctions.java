package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import java.util.ArrayList;
import java.util.List;

/** Dates and times to and from text and numbers. */
final class DateTextFunctions implements FunctionRegistry.Family {
    /** Tried in turn when a text is not in the order year, month, day. */
    private static final String OTHER_FORMATS = "['%d %b %Y %H:%M:%S', '%a, %d %b %Y %H:%M:%S GMT', '%d %b %Y', "
            + "'%b %d %Y %H:%M:%S', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d', '%Y%m%d%H%M%S', "
            + "'%Y%m%d', '%d.%m.%Y %H:%M:%S', '%d.%m.%Y']";

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add("formatDateTime", 2, 3, "A time in a format such as '%Y-%m-%d %H:%i:%S'.", DateTextFunctions::format);
        f.alias("formatDateTime", "DATE_FORMAT");
        best(f, "parseDateTimeBestEffort", false);
        best(f, "parseDateTime64BestEffort", true);
        f.add(
                "fromUnixTimestamp",
                1,
                1,
                "The time so many seconds after 1970.",
                c -> Rendered.of(epoch(c, 1_000_000, 1), Types.DATE_TIME));
        f.add(
                "fromUnixTimestamp64Second",
                1,
                2,
                "The time so many seconds after 1970.",
                c -> Rendered.of(epoch(c, 1_000_000, 1), new DateTime64Type(0, zone(c, 1))));
        f.add(
                "fromUnixTimestamp64Milli",
                1,
                2,
                "The time so many milliseconds after 1970.",
                c -> Rendered.of(epoch(c, 1_000, 1), new DateTime64Type(3, zone(c, 1))));
        f.add(
                "fromUnixTimestamp64Micro",
                1,
                2,
                "The time so many microseconds after 1970.",
                c -> Rendered.of(epoch(c, 1, 1), new DateTime64Type(6, zone(c, 1))));
        f.add(
                "fromUnixTimestamp64Nano",
                1,
                2,
                "The time so many nanoseconds after 1970.",
                c -> Rendered.of("make_timestamp_ns(" + c.integer(0) + ")", new DateTime64Type(9, zone(c, 1))));
        f.add(
                "makeDate",
                3,
                3,
                "A date of year, month and day.",
                c -> Rendered.of(
                        "make_date(" + c.integer(0) + ", " + c.integer(1) + ", " + c.integer(2) + ")", Types.DATE));
        f.add(
                "makeDateTime",
                6,
                7,
                "A time of its parts.",
                c -> Rendered.of(
                        Zones.utc(
                                "make_timestamp(" + c.integer(0) + ", " + c.integer(1) + ", " + c.integer(2) + ", "
                                        + c.integer(3) + ", " + c.integer(4) + ", " + c.floating(5) + ")",
                                zone(c, 6)),
                        new DateTimeType(zone(c, 6))));
        f.add(
                "monthName",
                1,
                1,
                "The name of the month.",
                c -> Rendered.of("monthname(" + DatePartFunctions.wall(c, 0, 9) + ")", Types.STRING));
        f.add("dateName", 2, 3, "A part of a date as text.", DateTextFunctions::dateName);
    }

    private static String zone(CallSite c, int at) {
        return c.size() > at ? c.literal(at) : "";
    }

    private static String epoch(CallSite c, long micros, long divide) {
        return "make_timestamp(" + c.integer(0) + " * " + micros + (divide == 1 ? "" : " // " + divide) + ")";
    }

    private static void best(FunctionRegistry.Builder f, String name, boolean fine) {
        f.add(name, 1, 3, "The time that a text in almost any form means.", c -> {
            String sql = "coalesce(" + parse(c) + ", CAST(error('" + name + ": no time in the text: ' || " + c.sql(0)
                    + ") AS TIMESTAMP))";
            return Rendered.of(cut(sql, type(c, fine)), type(c, fine));
        });
        f.addOwnNulls(
                name + "OrNull",
                1,
                3,
                "The time that a text means, or NULL.",
                c -> Rendered.of(cut(parse(c), type(c, fine)), Types.nullable(type(c, fine))));
        f.addOwnNulls(
                name + "OrZero",
                1,
                3,
                "The time that a text means, or the start of 1970.",
                c -> Rendered.of(
                        "coalesce(" + cut(parse(c), type(c, fine)) + ", TIMESTAMP '1970-01-01')", type(c, fine)));
    }

    private static DataType type(CallSite c, boolean fine) {
        int zoneAt = fine ? 2 : 1;
        String zone = c.size() > zoneAt ? c.literal(zoneAt) : "";
        return fine ? new DateTime64Type(c.size() > 1 ? c.number(1) : 3, zone) : new DateTimeType(zone);
    }

    private static String cut(String sql, DataType type) {
        return Conversions.convert(Rendered.of(sql, new DateTime64Type(6, "")), type);
    }

    private static String parse(CallSite c) {
        String text = c.text(0);
        return "CASE WHEN regexp_full_match(" + text + ", '[0-9]{9,10}') THEN make_timestamp(TRY_CAST(" + text
                + " AS BIGINT) * 1000000) WHEN regexp_full_match(" + text
                + ", '[0-9]{13}') THEN make_timestamp(TRY_CAST(" + text
                + " AS BIGINT) * 1000) ELSE coalesce(CASE WHEN regexp_matches(" + text
                + ", ':.*([+-][0-9]{2}:?[0-9]{0,2}|Z|UTC)$') THEN TRY_CAST(" + text
                + " AS TIMESTAMPTZ) AT TIME ZONE 'UTC' ELSE TRY_CAST(" + text + " AS TIMESTAMP) END, try_strptime("
                + text
                + ", " + OTHER_FORMATS + ")) END";
    }

    private static Rendered format(CallSite c) {
        String wall = DatePartFunctions.wall(c, 0, 2);
        String format = c.literal(1);
        List<String> pieces = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char ch = format.charAt(i);
            if (ch != '%' || i + 1 == format.length()) {
                plain.append(ch == '%' ? "%%" : ch);
                continue;
            }
            String engine = directive(c, format.charAt(++i));
            if (engine.startsWith("!")) {
                flush(plain, pieces, wall);
                pieces.add(String.format(java.util.Locale.ROOT, engine.substring(1), wall));
            } else {
                plain.append(engine);
            }
        }
        flush(plain, pieces, wall);
        String sql =
                pieces.isEmpty() ? "''" : pieces.size() == 1 ? pieces.get(0) : "(" + String.join(" || ", pieces) + ")";
        return Rendered.exact(sql, Types.STRING);
    }

    private static void flush(StringBuilder plain, List<String> pieces, String wall) {
        if (plain.length() > 0) {
            pieces.add("strftime(" + wall + ", " + SqlText.string(plain.toString()) + ")");
            plain.setLength(0);
        }
    }

    private static String directive(CallSite c, char letter) {
        return switch (letter) {
            case 'Y', 'm', 'd', 'H', 'y', 'j', 'w', 'a', 'b', 'p', 'I', 'G', 'V', '%' -> "%" + letter;
            case 'u' -> "!CAST(isodow(%s) AS VARCHAR)";
            case 'i' -> "%M";
            case 'M' -> "%B";
            case 's', 'S' -> "%S";
            case 'h', 'l' -> "%I";
            case 'c' -> "%m";
            case 'W' -> "%A";
            case 'F' -> "%Y-%m-%d";
            case 'T' -> "%H:%M:%S";
            case 'R' -> "%H:%M";
            case 'D' -> "%m/%d/%y";
            case 'r' -> "%I:%M %p";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'e' -> "!CAST(day(%s) AS VARCHAR)";
            case 'k' -> "%H";
            case 'z' -> "+0000";
            case 'Q' -> "!CAST(quarter(%s) AS VARCHAR)";
            case 'f' -> "%f";
            default -> throw c.error("'%" + letter + "' is not known in a format");
        };
    }

    private static Rendered dateName(CallSite c) {
        String wall = DatePartFunctions.wall(c, 1, 2);
        String sql = switch (c.literal(0)) {
            case "month" -> "monthname(" + wall + ")";
            case "weekday" -> "dayname(" + wall + ")";
            default -> "CAST(date_part(" + SqlText.string(c.literal(0)) + ", " + wall + ") AS VARCHAR)";
        };
        return Rendered.of(sql, Types.STRING);
    }
}
