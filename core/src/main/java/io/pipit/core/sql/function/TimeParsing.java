package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;

/** Times in formats: parseDateTime with the letters of MySQL, and what uses those of Joda. */
final class TimeParsing implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        for (boolean joda : new boolean[] {false, true}) {
            for (int digits : new int[] {0, 6}) {
                String name = "parseDateTime" + (digits > 0 ? "64" : "") + (joda ? "InJodaSyntax" : "");
                parse(f, name, joda, digits);
            }
        }
        f.alias("parseDateTime", "TO_UNIXTIME");
        f.alias("parseDateTimeOrNull", "str_to_date");
        f.define(
                "formatDateTimeInJodaSyntax",
                "time Time, format String, zone String?",
                "A time in a format of Joda such as 'yyyy-MM-dd HH:mm:ss'.",
                c -> Rendered.exact(
                        joda(c, DatePartFunctions.wall(c, 0, 2), c.size() > 2 ? c.zone(2) : Types.zone(c.type(0))),
                        Types.STRING));
        f.define(
                "fromUnixTimestampInJodaSyntax",
                "seconds Number, format String, zone String?",
                "The time so many seconds after 1970, in a format of Joda.",
                c -> {
                    String zone = c.size() > 2 ? c.zone(2) : "";
                    String time = "make_timestamp(" + c.integer(0) + " * 1000000)";
                    return Rendered.exact(joda(c, Zones.wall(time, zone), zone), Types.STRING);
                });
    }

    private static String joda(CallSite c, String wall, String zone) {
        return "pipit_text('joda', " + c.text(1) + ", CAST(" + wall + " AS VARCHAR), " + SqlText.string(zone) + ")";
    }

    private static void parse(FunctionRegistry.Builder f, String name, boolean joda, int digits) {
        String signature = joda || digits > 0
                ? "text String, format String, zone String?"
                : "text String, format String?, zone String?";
        f.define(name, signature, "The time that a text in a format means.", c -> {
            DataType type = type(c, digits);
            String failure = "error('" + name + ": the text does not fit the format: ' || " + c.text(0) + ")";
            return Rendered.of(time("coalesce(" + parsed(c, joda) + ", " + failure + ")", type), type);
        });
        f.define(name + "OrNull", signature, "The time that a text in a format means, or NULL.", c -> {
            DataType type = type(c, digits);
            return Rendered.of(time(parsed(c, joda), type), Types.nullable(type));
        });
        f.define(name + "OrZero", signature, "The time that a text in a format means, or the start of 1970.", c -> {
            DataType type = type(c, digits);
            return Rendered.of("coalesce(" + time(parsed(c, joda), type) + ", TIMESTAMP '1970-01-01')", type);
        });
    }

    private static DataType type(CallSite c, int digits) {
        String zone = c.size() > 2 ? c.zone(2) : "UTC";
        return digits > 0 ? new DateTime64Type(digits, zone) : new DateTimeType(zone);
    }

    private static String parsed(CallSite c, boolean joda) {
        String format = c.size() > 1 ? c.text(1) : "'%Y-%m-%d %H:%i:%s'";
        return "pipit_text('" + (joda ? "parseJoda" : "parseMysql") + "', " + c.text(0) + ", " + format + ")";
    }

    private static String time(String text, DataType type) {
        String instant = Zones.utc("CAST(" + text + " AS TIMESTAMP)", Types.zone(type));
        return type instanceof DateTime64Type ? instant : "date_trunc('second', " + instant + ")";
    }
}
