package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Article;

/** Parts of dates and times. */
final class DatePartFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        part(f, "toYear", "year(%s)", Types.UINT16, "YEAR");
        part(f, "toQuarter", "quarter(%s)", Types.UINT8, "QUARTER");
        part(f, "toMonth", "month(%s)", Types.UINT8, "MONTH");
        part(f, "toDayOfMonth", "day(%s)", Types.UINT8, "DAY", "DAYOFMONTH");
        part(f, "toDayOfYear", "dayofyear(%s)", Types.UINT16, "DAYOFYEAR");
        part(f, "toHour", "hour(%s)", Types.UINT8, "HOUR");
        part(f, "toMinute", "minute(%s)", Types.UINT8, "MINUTE");
        part(f, "toSecond", "second(%s)", Types.UINT8, "SECOND");
        part(f, "toMillisecond", "(millisecond(%s) %% 1000)", Types.UINT16, "MILLISECOND");
        part(f, "toMicrosecond", "(microsecond(%s) %% 1000000)", Types.UINT32, "MICROSECOND");
        part(f, "toNanosecond", "(epoch_ns(%s) %% 1000000000)", Types.UINT32, "NANOSECOND");
        part(f, "toDaysInMonth", "day(last_day(%s))", Types.UINT8);
        part(f, "toDaysSinceYearZero", "(CAST(%s AS DATE) - DATE '1970-01-01' + 719528)", Types.UINT32, "TO_DAYS");
        part(f, "toRelativeYearNum", "year(%s)", Types.UINT16);
        part(f, "toRelativeQuarterNum", "(year(%1$s) * 4 + quarter(%1$s) - 1)", Types.UINT32);
        part(f, "toRelativeMonthNum", "(year(%1$s) * 12 + month(%1$s))", Types.UINT32);
        part(
                f,
                "toRelativeWeekNum",
                "((CAST(%1$s AS DATE) - DATE '1970-01-01' + 8 - isodow(%1$s)) // 7)",
                Types.UINT32);
        part(f, "toYearNumSinceEpoch", "(year(%s) - 1970)", Types.UINT16);
        part(f, "toMonthNumSinceEpoch", "((year(%1$s) - 1970) * 12 + month(%1$s) - 1)", Types.UINT32);
        relative(f, "Hour", 3600);
        relative(f, "Minute", 60);
        relative(f, "Second", 1);
        f.define("toWeek", "time Time, mode Int?, zone String?", "The week of the year, by the modes of MySQL.", c -> {
            return Rendered.of("(" + week(c, 0) + " % 100)", Types.UINT8);
        });
        f.alias("toWeek", "week");
        f.define("toYearWeek", "time Time, mode Int?, zone String?", "The year and the week of it, as YYYYWW.", c -> {
            return Rendered.of(week(c, 2), Types.UINT32);
        });
        f.alias("toYearWeek", "yearweek");
        f.define("timezoneOffset", "time Time", "How many seconds the zone of a time is before UTC.", c -> {
            String wall = Zones.wall(c.sql(0), Types.zone(c.type(0)));
            return Rendered.of("((epoch_us(" + wall + ") - epoch_us(" + c.sql(0) + ")) // 1000000)", Types.INT32);
        });
        f.alias("timezoneOffset", "timeZoneOffset");
        f.define("toUnixTimestamp64Second", "time Time", "Seconds since 1970.", c -> {
            return Rendered.of("(epoch_us(" + c.sql(0) + ") // 1000000)", Types.INT64);
        });
        part(f, "toISOWeek", "week(%s)", Types.UINT8);
        part(f, "toISOYear", "isoyear(%s)", Types.UINT16);
        part(f, "toYYYYMM", "(year(%1$s) * 100 + month(%1$s))", Types.UINT32);
        part(f, "toYYYYMMDD", "(year(%1$s) * 10000 + month(%1$s) * 100 + day(%1$s))", Types.UINT32);
        part(f, "toYYYYMMDDhhmmss", "CAST(strftime(%s, '%%Y%%m%%d%%H%%M%%S') AS BIGINT)", Types.UINT64);
        part(f, "toRelativeDayNum", "(CAST(%s AS DATE) - DATE '1970-01-01')", Types.UINT32);
        f.add(
                "toDayOfWeek",
                1,
                3,
                "1 (Monday) to 7; with mode 1 Monday is 0, with 2 Sunday is 0, with 3 Sunday is 1.",
                DatePartFunctions::dayOfWeek);
        f.alias("toDayOfWeek", "DAYOFWEEK");
        f.add("toUnixTimestamp", 1, 2, "Seconds since 1970.", DatePartFunctions::unix);
        f.add(
                "toUnixTimestamp64Milli",
                1,
                1,
                "Milliseconds since 1970.",
                c -> Rendered.of("epoch_ms(" + c.sql(0) + ")", Types.INT64));
        f.add(
                "toUnixTimestamp64Micro",
                1,
                1,
                "Microseconds since 1970.",
                c -> Rendered.of("epoch_us(" + c.sql(0) + ")", Types.INT64));
        f.add(
                "toUnixTimestamp64Nano",
                1,
                1,
                "Nanoseconds since 1970.",
                c -> Rendered.of("epoch_ns(" + c.sql(0) + ")", Types.INT64));
        f.add(
                "toTimeZone",
                2,
                2,
                "The same instant shown in another zone.",
                c -> c.argument(0).as(ConversionFunctions.inZone(c.type(0).bare(), c.zone(1))));
        f.add(
                "timeZoneOf",
                1,
                1,
                "The zone of a time.",
                c -> Rendered.of(
                        SqlText.string(Types.zone(c.type(0)).isEmpty() ? "UTC" : Types.zone(c.type(0))), Types.STRING));
        f.alias("timeZoneOf", "timezoneOf");
        f.alias("toTimeZone", "toTimezone");
    }

    private static void part(
            FunctionRegistry.Builder f, String name, String pattern, DataType type, String... aliases) {
        f.add(
                name,
                1,
                2,
                name.substring(2) + " of a date or a time.",
                c -> Rendered.of(String.format(java.util.Locale.ROOT, pattern, wall(c, 0, 1)), type));
        f.alias(name, aliases);
    }

    private static void relative(FunctionRegistry.Builder f, String unit, int seconds) {
        f.define(
                "toRelative" + unit + "Num",
                "time Time, zone String?",
                "The number of the " + unit + " since 1970.",
                c -> {
                    String instant =
                            Types.text(c.type(0)) ? Conversions.convert(c.argument(0), Types.DATE_TIME) : c.sql(0);
                    Rendered value = Types.text(c.type(0)) ? Rendered.of(instant, Types.DATE_TIME) : c.argument(0);
                    return Rendered.of("(" + Conversions.seconds(value) + " // " + seconds + ")", Types.UINT32);
                });
    }

    /** Year times 100 plus week; {@code extra} bits are set in the mode. */
    private static String week(CallSite c, int extra) {
        int mode = c.size() > 1 ? c.number(1) : 0;
        String day = "CAST(CAST(" + wall(c, 0, 2) + " AS DATE) AS VARCHAR)";
        return "pipit_hash('week', " + day + ", '" + (mode | extra) + "')";
    }

    /** The wall clock of a date or a time in its own zone or in the zone of another argument. */
    static String wall(CallSite c, int value, int zone) {
        DataType type = c.type(value);
        if (Types.date(type)) {
            return c.sql(value);
        } else if (Types.instant(type)) {
            return Zones.wall(c.sql(value), c.size() > zone ? c.zone(zone) : Types.zone(type));
        } else if (Types.text(type)) {
            return Conversions.convert(c.argument(value), Types.DATE_TIME);
        }
        throw c.error("argument " + (value + 1) + " is " + Article.with(type) + ", where a date or a time is expected");
    }

    private static Rendered dayOfWeek(CallSite c) {
        String day = "isodow(" + wall(c, 0, 2) + ")";
        String mode = c.size() > 1 ? c.sql(1) : "0";
        String sql = switch (mode) {
            case "1" -> "(" + day + " - 1)";
            case "2" -> "(" + day + " % 7)";
            case "3" -> "(" + day + " % 7 + 1)";
            default -> day;
        };
        return Rendered.of(sql, Types.UINT8);
    }

    private static Rendered unix(CallSite c) {
        Rendered value = c.argument(0);
        if (Types.text(value.type())) {
            DataType to = new DataType.DateTimeType(c.size() > 1 ? c.zone(1) : "");
            value = Rendered.of(Conversions.convert(value, to), to);
        }
        String seconds = Conversions.seconds(value);
        // only these may be before 1970
        boolean early = value.type().bare() instanceof DataType.DateType d && d.wide();
        return Rendered.of(early ? Conversions.wrapped(seconds, Types.UINT32) : seconds, Types.UINT32);
    }
}
