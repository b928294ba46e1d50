package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import java.util.ArrayList;
import java.util.List;

/** Dates and times to and from text and numbers. */
final class DateTextFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add("formatDateTime", 2, 3, "A time in a format such as '%Y-%m-%d %H:%i:%S'.", DateTextFunctions::format);
        f.alias("formatDateTime", "DATE_FORMAT");
        best(f, "parseDateTimeBestEffort", false);
        best(f, "parseDateTimeBestEffortUS", false);
        best(f, "parseDateTime32BestEffort", false);
        best(f, "parseDateTime64BestEffort", true);
        best(f, "parseDateTime64BestEffortUS", true);
        new TimeParsing().register(f);
        f.define(
                "fromUnixTimestamp",
                "seconds Number, format String?, zone String?",
                "The time so many seconds after 1970; as text with a format.",
                c -> {
                    Rendered time = Rendered.of(epoch(c, 1_000_000, 1), new DateTimeType(zone(c, 2)));
                    return c.size() == 1 ? time : format(c, time);
                });
        f.alias("fromUnixTimestamp", "FROM_UNIXTIME");
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
        return c.size() > at ? c.zone(at) : "";
    }

    private static String epoch(CallSite c, long micros, long divide) {
        return "make_timestamp(" + c.integer(0) + " * " + micros + (divide == 1 ? "" : " // " + divide) + ")";
    }

    private static void best(FunctionRegistry.Builder f, String name, boolean fine) {
        String signature = fine ? "text String, precision Int?, zone String?" : "text String, zone String?";
        boolean us = name.endsWith("US");
        f.define(name, signature, "The time that a text in almost any form means.", c -> {
            DataType type = type(c, fine);
            String failure = "error('" + name + ": the text has no date or time that is known: ' || " + c.text(0) + ")";
            return Rendered.of(cut("coalesce(" + parse(c, us, type) + ", " + failure + ")", type), type);
        });
        f.define(name + "OrNull", signature, "The time that a text means, or NULL.", c -> {
            DataType type = type(c, fine);
            return Rendered.of(cut(parse(c, us, type), type), Types.nullable(type));
        });
        f.define(name + "OrZero", signature, "The time that a text means, or the start of 1970.", c -> {
            DataType type = type(c, fine);
            return Rendered.of("coalesce(" + cut(parse(c, us, type), type) + ", TIMESTAMP '1970-01-01')", type);
        });
    }

    private static DataType type(CallSite c, boolean fine) {
        int zoneAt = fine ? 2 : 1;
        String zone = c.size() > zoneAt ? c.zone(zoneAt) : "";
        return fine ? new DateTime64Type(c.size() > 1 ? c.number(1) : 3, zone) : new DateTimeType(zone);
    }

    private static String cut(String sql, DataType type) {
        boolean nanos = type instanceof DateTime64Type t && t.precision() > 6;
        return nanos
                ? "CAST(" + sql + " AS TIMESTAMP_NS)"
                : Conversions.convert(Rendered.of("CAST(" + sql + " AS TIMESTAMP)", new DateTime64Type(6, "")), type);
    }

    /** The usual form is read by the engine, all others in Java. */
    private static String parse(CallSite c, boolean us, DataType type) {
        String text = c.text(0);
        String zone = Types.zone(type);
        String exact = "pipit_text('bestEffort" + (us ? "US" : "") + "', " + text + ", " + SqlText.string(zone) + ")";
        if (!Zones.utc(zone) || c.argument(0).text().isPresent() || text.length() > 300) {
            return exact;
        }
        return "CASE WHEN regexp_full_match(" + text
                + ", '[0-9]{4}-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z?')"
                + " AND TRY_CAST(rtrim(" + text + ", 'Z') AS TIMESTAMP) IS NOT NULL THEN rtrim(" + text + ", 'Z') ELSE "
                + exact + " END";
    }

    private static Rendered format(CallSite c) {
        return format(c, Rendered.of(DatePartFunctions.wall(c, 0, 2), Types.DATE_TIME));
    }

    private static Rendered format(CallSite c, Rendered time) {
        String wall = Zones.wall(time.sql(), Types.zone(time.type()));
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
            case 'C' -> "!lpad(CAST(year(%s) // 100 AS VARCHAR), 2, '0')";
            case 'g' -> "!right(CAST(isoyear(%s) AS VARCHAR), 2)";
            case 'z' -> "!" + offset(c).replace("%", "%%");
            case 'Q' -> "!CAST(quarter(%s) AS VARCHAR)";
            case 'f' -> "%f";
            default -> throw c.error("'%" + letter + "' is not known in a format");
        };
    }

    /** The zone of a time as +hhmm. */
    private static String offset(CallSite c) {
        String zone = c.size() > 2 ? c.zone(2) : Types.zone(c.type(0));
        if (Zones.utc(zone) || Types.date(c.type(0))) {
            return "'+0000'";
        }
        String minutes = "((epoch_us(" + Zones.wall(c.sql(0), zone) + ") - epoch_us(" + c.sql(0) + ")) // 60000000)";
        return "(CASE WHEN " + minutes + " < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(" + minutes
                + ") // 60 AS VARCHAR), 2, '0') || lpad(CAST(abs(" + minutes + ") % 60 AS VARCHAR), 2, '0'))";
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
