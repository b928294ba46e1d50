package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;

/** Dates and times out of numbers, with a part changed, and as identifiers. */
final class DateMakingFunctions implements FunctionRegistry.Family {
    private static final DataType DATE32 = new DataType.DateType(true);

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define(
                "makeDate",
                "year Int, month Int, day Int?",
                "A date of year, month and day, or of year and day of the year.",
                c -> {
                    return Rendered.of("greatest(" + date(c) + ", DATE '1970-01-01')", Types.DATE);
                });
        f.define("makeDate32", "year Int, month Int, day Int?", "As makeDate, from 1900 on.", c -> {
            return Rendered.of(date(c), DATE32);
        });
        f.define(
                "makeDateTime64",
                "year Int, month Int, day Int, hour Int, minute Int, second Int, fraction Int?, precision Int?, zone String?",
                "A time of its parts, with a fraction of a second.",
                DateMakingFunctions::dateTime64);
        f.define("YYYYMMDDToDate", "number Int", "The date that a number such as 20241231 shows.", c -> {
            return Rendered.of(digits(c), Types.DATE);
        });
        f.define("YYYYMMDDToDate32", "number Int", "The date that a number such as 20241231 shows.", c -> {
            return Rendered.of(digits(c), DATE32);
        });
        f.define(
                "YYYYMMDDhhmmssToDateTime",
                "number Int, zone String?",
                "The time that a number such as 20241231235959 shows.",
                c -> {
                    String zone = c.size() > 1 ? c.zone(1) : "";
                    String wall = "strptime(CAST(" + c.integer(0) + " AS VARCHAR), '%Y%m%d%H%M%S')";
                    return Rendered.of(Zones.utc(wall, zone), new DateTimeType(zone));
                });
        f.define("fromDaysSinceYearZero", "days Int", "The date so many days after the start of year 0.", c -> {
            return Rendered.of("(DATE '1970-01-01' + CAST(" + c.integer(0) + " - 719528 AS INTEGER))", Types.DATE);
        });
        f.alias("fromDaysSinceYearZero", "FROM_DAYS");
        f.define("toModifiedJulianDay", "date String", "The number of a day as astronomers count.", c -> {
            return Rendered.of("(CAST(" + c.text(0) + " AS DATE) - DATE '1858-11-17')", Types.INT32);
        });
        f.define("fromModifiedJulianDay", "day Int", "The date that a day of astronomers is, as text.", c -> {
            return Rendered.exact(
                    "CAST(DATE '1858-11-17' + CAST(" + c.integer(0) + " AS INTEGER) AS VARCHAR)", Types.STRING);
        });
        changes(f);
        f.define("toTimeWithFixedDate", "time Time, zone String?", "The time of the day, on 2 January 1970.", c -> {
            String wall = DatePartFunctions.wall(c, 0, 1);
            String zone = c.size() > 1 ? c.zone(1) : Types.zone(c.type(0));
            String moved = "(TIMESTAMP '1970-01-02' + (" + wall + " - date_trunc('day', " + wall + ")))";
            return Rendered.of(Zones.utc(moved, zone), new DateTimeType(zone));
        });
        f.alias("toTimeWithFixedDate", "toTime");
        f.define("toUTCTimestamp", "time Time, zone String", "The clock of a zone as that of UTC.", c -> {
            return Rendered.of(Zones.utc(c.sql(0), c.zone(1)), c.type(0).bare());
        });
        f.alias("toUTCTimestamp", "to_utc_timestamp");
        f.define("fromUTCTimestamp", "time Time, zone String", "The clock of UTC as that of a zone.", c -> {
            return Rendered.of(Zones.wall(c.sql(0), c.zone(1)), c.type(0).bare());
        });
        f.alias("fromUTCTimestamp", "from_utc_timestamp");
        f.define("timestamp", "time Time, time_of_day String?", "As a time with microseconds.", c -> {
            DataType type = new DateTime64Type(6, "");
            return Rendered.of(Conversions.convert(c.argument(0), type), type);
        });
        snowflakes(f);
    }

    private static String date(CallSite c) {
        String start = "make_date(" + c.integer(0) + ", 1, 1)";
        if (c.size() == 2) {
            return "(" + start + " + CAST(" + c.integer(1) + " - 1 AS INTEGER))";
        }
        return "(make_date(" + c.integer(0) + ", " + c.integer(1) + ", 1) + CAST(" + c.integer(2) + " - 1 AS INTEGER))";
    }

    private static String digits(CallSite c) {
        String n = c.integer(0);
        return "make_date(" + n + " // 10000, " + n + " // 100 % 100, " + n + " % 100)";
    }

    private static Rendered dateTime64(CallSite c) {
        int precision = c.size() > 7 ? c.number(7) : 3;
        String zone = c.size() > 8 ? c.zone(8) : "";
        String fraction = c.size() > 6 ? c.integer(6) : "0";
        String wall = "make_timestamp(" + c.integer(0) + ", " + c.integer(1) + ", " + c.integer(2) + ", " + c.integer(3)
                + ", " + c.integer(4) + ", CAST(" + c.integer(5) + " AS DOUBLE))";
        if (precision > 6) {
            throw c.error("a precision of " + precision + " is not supported here; 0 to 6 are");
        }
        String micros = "to_microseconds(" + fraction + " * " + (long) Math.pow(10, 6 - precision) + ")";
        return Rendered.of(Zones.utc("(" + wall + " + " + micros + ")", zone), new DateTime64Type(precision, zone));
    }

    private static void changes(FunctionRegistry.Builder f) {
        for (String part : new String[] {"Year", "Month", "Day", "Hour", "Minute", "Second"}) {
            f.define(
                    "change" + part,
                    "time Time, value Int",
                    "A time with another " + part.toLowerCase(java.util.Locale.ROOT) + ".",
                    c -> {
                        boolean clock = part.equals("Hour") || part.equals("Minute") || part.equals("Second");
                        String zone = Types.zone(c.type(0));
                        String wall = DatePartFunctions.wall(c, 0, 9);
                        String t = "CAST(" + wall + " AS TIMESTAMP)";
                        String[] parts = {"year", "month", "day", "hour", "minute", "second"};
                        StringBuilder made = new StringBuilder("make_timestamp(");
                        for (int i = 0; i < parts.length; i++) {
                            boolean this_ = parts[i].equalsIgnoreCase(part);
                            made.append(i == 0 ? "" : ", ").append(this_ ? c.integer(1) : parts[i] + "(" + t + ")");
                        }
                        String changed = made.append(")").toString();
                        DataType type = c.type(0).bare();
                        if (Types.date(type) && !clock) {
                            return Rendered.of("CAST(" + changed + " AS DATE)", type);
                        }
                        String kept = "(" + changed + " + (" + t + " - date_trunc('second', " + t + ")))";
                        return Rendered.of(
                                Zones.utc(type instanceof DateTime64Type ? kept : changed, zone),
                                Types.date(type) ? Types.DATE_TIME : type);
                    });
        }
    }

    private static void snowflakes(FunctionRegistry.Builder f) {
        f.define("dateTimeToSnowflakeID", "time Time", "The first Snowflake identifier of a time.", c -> {
            return Rendered.of("(CAST(epoch_ms(" + c.sql(0) + ") AS UBIGINT) << 22)", Types.UINT64);
        });
        f.define(
                "snowflakeIDToDateTime",
                "id Int, epoch Int?, zone String?",
                "The time of a Snowflake identifier.",
                c -> {
                    String zone = c.size() > 2 ? c.zone(2) : "";
                    return Rendered.of("date_trunc('second', " + snowflake(c) + ")", new DateTimeType(zone));
                });
        f.define(
                "snowflakeIDToDateTime64",
                "id Int, epoch Int?, zone String?",
                "The time of a Snowflake identifier.",
                c -> {
                    String zone = c.size() > 2 ? c.zone(2) : "";
                    return Rendered.of(snowflake(c), new DateTime64Type(3, zone));
                });
    }

    private static String snowflake(CallSite c) {
        String epoch = c.size() > 1 ? " + " + c.integer(1) : "";
        return "make_timestamp((((" + c.integer(0) + ") >> 22)" + epoch + ") * 1000)";
    }
}
