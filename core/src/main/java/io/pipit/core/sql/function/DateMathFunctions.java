package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.IntervalType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Starts of periods, intervals, differences, the current time. */
final class DateMathFunctions implements FunctionRegistry.Family {
    private static final List<String> UNITS = List.of(
            "Nanosecond",
            "Microsecond",
            "Millisecond",
            "Second",
            "Minute",
            "Hour",
            "Day",
            "Week",
            "Month",
            "Quarter",
            "Year");

    private static final Map<String, String> SHORT_UNITS = Map.ofEntries(
            Map.entry("yyyy", "year"),
            Map.entry("yy", "year"),
            Map.entry("qq", "quarter"),
            Map.entry("q", "quarter"),
            Map.entry("mm", "month"),
            Map.entry("m", "month"),
            Map.entry("wk", "week"),
            Map.entry("ww", "week"),
            Map.entry("dd", "day"),
            Map.entry("d", "day"),
            Map.entry("hh", "hour"),
            Map.entry("h", "hour"),
            Map.entry("mi", "minute"),
            Map.entry("n", "minute"),
            Map.entry("ss", "second"),
            Map.entry("s", "second"),
            Map.entry("ms", "millisecond"),
            Map.entry("us", "microsecond"),
            Map.entry("ns", "nanosecond"));
    private static final Set<String> CALENDAR = Set.of("day", "week", "month", "quarter", "year");

    @Override
    public void register(FunctionRegistry.Builder f) {
        starts(f);
        intervals(f);
        f.add("now", 0, 1, "The current time, in seconds.", c -> now(c, 0));
        f.alias("now", "current_timestamp");
        f.add(
                "now64",
                0,
                2,
                "The current time with that many digits of a second.",
                c -> now(c, c.size() > 0 ? c.number(0) : 3));
        f.add("today", 0, 0, "The current date.", c -> Rendered.of("CAST(" + c.now() + " AS DATE)", Types.DATE));
        f.alias("today", "curdate", "current_date");
        f.add(
                "yesterday",
                0,
                0,
                "The date before the current one.",
                c -> Rendered.of("(CAST(" + c.now() + " AS DATE) - 1)", Types.DATE));
        f.add("dateDiff", 3, 4, "How many borders of a unit lie between two times.", c -> difference(c, "date_diff"));
        f.alias("dateDiff", "date_diff", "timestampDiff", "timestamp_diff", "TIMESTAMPDIFF");
        f.add("age", 3, 4, "How many whole units lie between two times.", c -> difference(c, "date_sub"));
        f.add("dateAdd", 2, 3, "A time with an interval added.", c -> change(c, false));
        f.alias("dateAdd", "date_add", "timestampAdd", "timestamp_add", "DATEADD");
        f.add("dateSub", 2, 3, "A time with an interval taken away.", c -> change(c, true));
        f.alias("dateSub", "date_sub", "timestampSub", "timestamp_sub");
        f.add("dateTrunc", 2, 3, "The start of a period.", DateMathFunctions::truncate);
        f.alias("dateTrunc", "date_trunc");
        f.add(
                "toLastDayOfMonth",
                1,
                1,
                "The last day of the month.",
                c -> Rendered.of("last_day(" + DatePartFunctions.wall(c, 0, 1) + ")", Types.DATE));
        f.alias("toLastDayOfMonth", "LAST_DAY");
        f.define(
                "toLastDayOfWeek",
                "time Time, mode Int?, zone String?",
                "The Saturday of the week; with mode 1 the Sunday.",
                c -> Rendered.of("(" + week(c).sql() + " + 6)", Types.DATE));
        f.define(
                "timeSlots",
                "start Time, duration Number, size Int?",
                "The starts of the slots that a duration touches.",
                c -> {
                    String size = c.size() > 2 ? c.integer(2) : "CAST(1800 AS BIGINT)";
                    String first = "(epoch_us(" + c.sql(0) + ") // 1000000 // " + size + " * " + size + ")";
                    String last = "(epoch_us(" + c.sql(0) + ") // 1000000 + CAST("
                            + c.argument(1).number() + " AS BIGINT))";
                    return Rendered.of(
                            "list_transform(range(" + first + ", " + last + " + 1, " + size
                                    + "), lambda t: make_timestamp(t * 1000000))",
                            new DataType.ArrayType(c.type(0).bare()));
                });
        f.define("timeDiff", "from Time, to Time", "The seconds between two times.", c -> {
            return Rendered.of(
                    "(" + Conversions.seconds(c.argument(1)) + " - " + Conversions.seconds(c.argument(0)) + ")",
                    Types.INT64);
        });
        f.define("addDate", "time Time, amount Interval", "A time with an interval added.", c -> change(c, false));
        f.define("subDate", "time Time, amount Interval", "A time with an interval taken away.", c -> change(c, true));
        f.add("timeSlot", 1, 1, "The start of the half hour.", c -> bucket(c, "Minute", "30", ""));
    }

    private static void starts(FunctionRegistry.Builder f) {
        f.add("toStartOfSecond", 1, 2, "The start of the second.", c -> start(c, "second", "Second"));
        fraction(f, "Millisecond", 3);
        fraction(f, "Microsecond", 6);
        fraction(f, "Nanosecond", 9);
        f.add("toStartOfMinute", 1, 2, "The start of the minute.", c -> start(c, "minute", "Minute"));
        f.add("toStartOfHour", 1, 2, "The start of the hour.", c -> start(c, "hour", "Hour"));
        f.add("toStartOfDay", 1, 2, "The start of the day, as a time.", c -> start(c, "day", "Day"));
        f.add("toMonday", 1, 2, "The Monday of the week.", c -> date(c, "week"));
        f.add("toStartOfISOYear", 1, 2, "The Monday of the first week of the year.", c -> date(c, "isoyear"));
        f.add("toStartOfMonth", 1, 2, "The first day of the month.", c -> date(c, "month"));
        f.add("toStartOfQuarter", 1, 2, "The first day of the quarter.", c -> date(c, "quarter"));
        f.add("toStartOfYear", 1, 2, "The first day of the year.", c -> date(c, "year"));
        f.add("toStartOfWeek", 1, 3, "The Sunday of the week; with mode 1 the Monday.", DateMathFunctions::week);
        f.add("toStartOfFiveMinutes", 1, 2, "The start of the five minutes.", c -> bucket(c, "Minute", "5", ""));
        f.alias("toStartOfFiveMinutes", "toStartOfFiveMinute");
        f.add("toStartOfTenMinutes", 1, 2, "The start of the ten minutes.", c -> bucket(c, "Minute", "10", ""));
        f.add(
                "toStartOfFifteenMinutes",
                1,
                2,
                "The start of the quarter of an hour.",
                c -> bucket(c, "Minute", "15", ""));
        f.add("toStartOfInterval", 2, 4, "The start of the period of that length.", DateMathFunctions::interval);
    }

    private static void intervals(FunctionRegistry.Builder f) {
        for (String unit : UNITS) {
            f.add(
                    "toInterval" + unit,
                    1,
                    1,
                    "An interval in units of " + unit + ".",
                    c -> Rendered.of(c.amount(0), new IntervalType(unit)));
            f.add(
                    "add" + unit + "s",
                    2,
                    2,
                    "A time with units of " + unit + " added.",
                    c -> TimeShift.shift(c, c.argument(0), unit, c.amount(1), false));
            f.add(
                    "subtract" + unit + "s",
                    2,
                    2,
                    "A time with units of " + unit + " taken away.",
                    c -> TimeShift.shift(c, c.argument(0), unit, c.amount(1), true));
        }
    }

    private static Rendered now(CallSite c, int precision) {
        int zoneAt = c.function().equalsIgnoreCase("now64") ? 1 : 0;
        String zone = c.size() > zoneAt ? c.zone(zoneAt) : "";
        if (precision == 0) {
            return Rendered.exact("date_trunc('second', " + c.now() + ")", new DateTimeType(zone));
        }
        DataType micros = new DateTime64Type(6, zone);
        DataType to = new DateTime64Type(precision, zone);
        return Rendered.exact(Conversions.convert(Rendered.of(c.now(), micros), to), to);
    }

    private static String zone(CallSite c, int at) {
        return c.size() > at ? c.zone(at) : Types.zone(c.type(0));
    }

    private static void fraction(FunctionRegistry.Builder f, String unit, int digits) {
        f.define("toStartOf" + unit, "time Time", "The start of the " + unit.toLowerCase(Locale.ROOT) + ".", c -> {
            DataType type = c.type(0).bare() instanceof DateTime64Type t && t.precision() >= digits
                    ? t
                    : new DateTime64Type(digits, Types.zone(c.type(0)));
            String sql = digits == 3
                    ? "date_trunc('millisecond', " + c.sql(0) + ")"
                    : digits == 6 ? "date_trunc('microsecond', " + c.sql(0) + ")" : c.sql(0);
            return Rendered.of(digits(type) > 6 ? "CAST(" + sql + " AS TIMESTAMP_NS)" : sql, type);
        });
    }

    private static int digits(DataType type) {
        return type instanceof DateTime64Type t ? t.precision() : 0;
    }

    private static Rendered start(CallSite c, String part, String unit) {
        String zone = zone(c, 1);
        String wall = DatePartFunctions.wall(c, 0, 1);
        DataType type =
                unit.equals("Second") && c.type(0).bare() instanceof DateTime64Type t ? t : new DateTimeType(zone);
        String sql = "date_trunc('" + part + "', " + (Types.date(c.type(0)) ? "CAST(" + wall + " AS TIMESTAMP)" : wall)
                + ")";
        if (!unit.equals("Day") && Types.instant(c.type(0)) && !Zones.utc(zone)) {
            return Rendered.of(
                    "(" + c.sql(0) + " - (" + wall + " - " + sql + "))", type); // right also when clocks change
        }
        boolean micros = digits(c.type(0).bare()) <= 6;
        String instant = Zones.utc(sql, zone);
        return micros ? Rendered.exact(instant, type) : Rendered.of(instant, type);
    }

    private static Rendered date(CallSite c, String part) {
        return Rendered.exact(
                notBefore1970(c, "CAST(date_trunc('" + part + "', " + DatePartFunctions.wall(c, 0, 1) + ") AS DATE)"),
                Types.DATE);
    }

    private static Rendered week(CallSite c) {
        String wall = DatePartFunctions.wall(c, 0, 2);
        boolean monday = c.size() > 1 && c.number(1) % 2 == 1;
        String sql = monday
                ? "CAST(date_trunc('week', " + wall + ") AS DATE)"
                : "(CAST(date_trunc('week', CAST(" + wall + " AS DATE) + 1) AS DATE) - 1)";
        return Rendered.exact(notBefore1970(c, sql), Types.DATE);
    }

    /** Date starts in 1970: what would begin before begins then. */
    private static String notBefore1970(CallSite c, String sql) {
        return c.type(0).nullable()
                ? "CASE WHEN " + sql + " < DATE '1970-01-01' THEN DATE '1970-01-01' ELSE " + sql + " END"
                : "greatest(" + sql + ", DATE '1970-01-01')";
    }

    private static Rendered interval(CallSite c) {
        if (!(c.type(1).bare() instanceof IntervalType interval)) {
            throw c.error("argument 2 must be an interval, for instance INTERVAL 15 MINUTE");
        }
        if (Types.date(c.type(0))
                && !List.of("Day", "Week", "Month", "Quarter", "Year").contains(interval.unit())) {
            throw c.error("a Date has no parts of a day; convert it with toDateTime");
        }
        String zone = "";
        for (int i = 2; i < c.size(); i++) {
            if (Types.instant(c.type(i)) || Types.date(c.type(i))) {
                return fromOrigin(c, interval.unit(), i);
            }
            zone = c.zone(i);
        }
        return bucket(c, interval.unit(), c.sql(1), zone);
    }

    private static Rendered fromOrigin(CallSite c, String unit, int origin) {
        String step = TimeShift.interval(unit, "CAST(" + c.sql(1) + " AS BIGINT)");
        String sql = "time_bucket(" + step + ", CAST(" + c.sql(0) + " AS TIMESTAMP), CAST(" + c.sql(origin)
                + " AS TIMESTAMP))";
        return Rendered.exact(SqlText.cast(sql, c.type(0)), c.type(0).bare());
    }

    /** Days and shorter periods count from 1970 (hours from midnight), weeks from a Monday, months from 1970, years from 0. */
    private static Rendered bucket(CallSite c, String unit, String count, String givenZone) {
        String zone = givenZone.isEmpty() ? Types.zone(c.type(0)) : givenZone;
        String local = Types.instant(c.type(0))
                ? Zones.wall(c.sql(0), zone)
                : "CAST(" + DatePartFunctions.wall(c, 0, 9) + " AS TIMESTAMP)";
        String n = "CAST(" + count + " AS BIGINT)";
        String origin = unit.equals("Week") ? "1970-01-05" : "1970-01-01";
        String sql = "time_bucket(" + TimeShift.interval(unit, n) + ", " + local + ", TIMESTAMP '" + origin + "')";
        return switch (unit) {
            case "Nanosecond" -> throw c.error("periods of nanoseconds are not supported");
            case "Year" -> Rendered.exact("make_date(year(" + local + ") // " + n + " * " + n + ", 1, 1)", Types.DATE);
            case "Week", "Month", "Quarter" -> Rendered.exact("CAST(" + sql + " AS DATE)", Types.DATE);
            case "Hour" -> Rendered.exact(hours(c, local, n, zone), new DateTimeType(zone));
            case "Day" -> Rendered.exact(Zones.utc(sql, zone), new DateTimeType(zone));
            default -> Rendered.exact(steps(c, unit, n, zone), new DateTimeType(zone));
            case "Millisecond" -> Rendered.exact(steps(c, unit, n, zone), new DateTime64Type(3, zone));
            case "Microsecond" -> Rendered.exact(steps(c, unit, n, zone), new DateTime64Type(6, zone));
        };
    }

    /** Minutes and shorter count from 1970 in UTC, whatever the zone. */
    private static String steps(CallSite c, String unit, String n, String zone) {
        String instant = Types.instant(c.type(0))
                ? c.sql(0)
                : Zones.utc("CAST(" + DatePartFunctions.wall(c, 0, 9) + " AS TIMESTAMP)", zone);
        return "time_bucket(" + TimeShift.interval(unit, n) + ", " + instant + ", TIMESTAMP '1970-01-01')";
    }

    /**
     * Hours count from midnight. A start that clocks leave out is that many hours after midnight.
     */
    private static String hours(CallSite c, String local, String n, String zone) {
        String start = "(date_trunc('day', " + local + ") + to_hours(hour(" + local + ") // " + n + " * " + n + "))";
        if (Zones.utc(zone) || !Types.instant(c.type(0))) {
            return Zones.utc(start, zone);
        }
        String direct = Zones.utc(start, zone);
        return "CASE WHEN " + Zones.wall(direct, zone) + " = " + start + " THEN " + direct + " ELSE "
                + Zones.utcBefore(start, zone) + " END";
    }

    private static String unit(CallSite c, int index) {
        String word = c.literal(index).toLowerCase(Locale.ROOT);
        String shortened = SHORT_UNITS.getOrDefault(word, word);
        String single = shortened.endsWith("s") && shortened.length() > 2
                ? shortened.substring(0, shortened.length() - 1)
                : shortened;
        return UNITS.stream()
                .filter(u -> u.equalsIgnoreCase(single))
                .findFirst()
                .orElseThrow(() -> c.error("'" + word + "' is not a unit of time such as 'day'"));
    }

    private static Rendered difference(CallSite c, String function) {
        String unit = unit(c, 0).toLowerCase(Locale.ROOT);
        if (!CALENDAR.contains(unit)) {
            boolean hours = unit.equals("hour") && function.equals("date_diff");
            boolean nanos = unit.equals("nanosecond"); // the engine's times have microseconds
            String difference = function + "('" + (nanos ? "microsecond" : unit) + "', " + exact(c, 1, hours) + ", "
                    + exact(c, 2, hours) + ")";
            return Rendered.of(nanos ? "(" + difference + " * 1000)" : difference, Types.INT64);
        }
        String from = instant(c, 1);
        String to = instant(c, 2);
        if (unit.equals("week") && function.equals("date_diff")) {
            String weeks = "((CAST(date_trunc('week', " + to + ") AS DATE) - CAST(date_trunc('week', " + from
                    + ") AS DATE)) // 7)";
            return Rendered.of(weeks, Types.INT64);
        }
        return Rendered.of(function + "('" + unit + "', " + from + ", " + to + ")", Types.INT64);
    }

    /** An instant; hours are those of a clock that is off by what the zone was off in 1970. */
    private static String exact(CallSite c, int index, boolean hours) {
        String zone = c.size() > 3 ? c.zone(3) : Types.zone(c.type(index));
        DataType type = c.type(index);
        String instant = Types.instant(type) ? c.sql(index) : Zones.utc(instant(c, index), zone);
        long shift = hours && !Zones.utc(zone) ? Zones.secondsIn1970(zone) : 0;
        return shift == 0 ? instant : "(" + instant + " - to_seconds(" + shift + "))";
    }

    private static String instant(CallSite c, int index) {
        String wall = DatePartFunctions.wall(c, index, 3);
        return Types.date(c.type(index)) ? "CAST(" + wall + " AS TIMESTAMP)" : wall;
    }

    private static Rendered change(CallSite c, boolean negative) {
        if (c.size() == 3) {
            return TimeShift.shift(c, c.argument(2), unit(c, 0), c.argument(1).number(), negative);
        }
        int at = c.type(1).bare() instanceof IntervalType ? 1 : 0;
        if (!(c.type(at).bare() instanceof IntervalType interval)) {
            throw c.error("a unit and an amount, or an interval, is expected");
        }
        return TimeShift.shift(c, c.argument(1 - at), interval.unit(), c.sql(at), negative);
    }

    private static Rendered truncate(CallSite c) {
        String unit = unit(c, 0);
        String zone = c.size() > 2 ? c.zone(2) : Types.zone(c.type(1));
        String wall = DatePartFunctions.wall(c, 1, 2);
        String sql = "date_trunc('" + unit.toLowerCase(Locale.ROOT) + "', " + wall + ")";
        boolean date = List.of("Week", "Month", "Quarter", "Year").contains(unit);
        boolean wide = c.type(1).bare() instanceof DataType.DateTime64Type
                || c.type(1).bare() instanceof DataType.DateType day && day.wide();
        if (date) {
            return Rendered.exact("CAST(" + sql + " AS DATE)", new DataType.DateType(wide));
        }
        return Rendered.exact(
                Zones.utc("CAST(" + sql + " AS TIMESTAMP)", zone),
                wide ? new DataType.DateTime64Type(0, zone) : new DateTimeType(zone));
    }
}
