package io.pipit.core.sql;

import java.util.List;
import java.util.Random;

/** Random expressions over the columns of the table {@code wide}: types times functions, to a small depth. */
final class ExpressionGenerator {
    /** What an expression gives. */
    enum Kind {
        INTEGER,
        REAL,
        TEXT,
        DATE,
        TIME,
        NUMBERS,
        TEXTS,
        CONDITION
    }

    private final Random random;

    ExpressionGenerator(Random random) {
        this.random = random;
    }

    String of(Kind kind, int depth) {
        if (depth <= 0 || random.nextInt(6) == 0) {
            return leaf(kind);
        }
        int d = depth - 1;
        return switch (kind) {
            case INTEGER -> integer(d);
            case REAL -> real(d);
            case TEXT -> text(d);
            case DATE -> date(d);
            case TIME -> time(d);
            case NUMBERS -> numbers(d);
            case TEXTS -> texts(d);
            case CONDITION -> condition(d);
        };
    }

    /** Any kind whose values print well. */
    String any(int depth) {
        return of(pick(List.of(Kind.values())), depth);
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private String leaf(Kind kind) {
        return switch (kind) {
            case INTEGER -> pick("id", "i8", "u16", "i64", "u64", "ni", "flag", "0", "1", "7", "-3", "1000");
            case REAL -> pick("f32", "f64", "nf", "dec", "0.5", "-1.25", "id");
            case TEXT ->
                pick("k", "ns", "toString(e)", "toString(id)", "t.2", "'a'", "'k1'", "''", "'Äb c'", "toString(u)");
            case DATE -> pick("d", "toDate(dt)", "toDate('2024-02-29')", "toDate(d64)");
            case TIME -> pick("dt", "dz", "toDateTime(d)", "toDateTime('2024-03-31 01:30:00')");
            case NUMBERS -> pick("xs", "[1, 2, 3]", "range(id % 4)", "[ni, 1]", "arraySlice([1], 2)");
            case TEXTS -> pick("ts", "['a', 'b', 'a']", "splitByChar('1', concat(k, 'x1y'))", "[k, 'z']");
            case CONDITION ->
                pick("flag", "b", "id > 20", "k = 'k1'", "ns IS NULL", "ni IS NOT NULL", "e = 'mid'", "1");
        };
    }

    private String integer(int d) {
        String a = of(Kind.INTEGER, d);
        return switch (random.nextInt(32)) {
            case 0, 1 -> "(" + a + " " + pick("+", "-", "*") + " " + of(Kind.INTEGER, d) + ")";
            case 2 -> pick("intDiv", "modulo") + "(" + a + ", " + pick("3", "7", "10", "2") + ")";
            case 3 -> "if(" + of(Kind.CONDITION, d) + ", " + a + ", " + of(Kind.INTEGER, d) + ")";
            case 4 -> "abs(" + a + ")";
            case 5 -> "length(" + of(pick(List.of(Kind.TEXT, Kind.NUMBERS, Kind.TEXTS)), d) + ")";
            case 6 ->
                pick(
                                "toYear",
                                "toMonth",
                                "toDayOfMonth",
                                "toDayOfWeek",
                                "toDayOfYear",
                                "toQuarter",
                                "toYYYYMM",
                                "toISOWeek")
                        + "(" + of(pick(List.of(Kind.DATE, Kind.TIME)), d) + ")";
            case 7 ->
                pick("toHour", "toMinute", "toSecond", "toUnixTimestamp", "toYYYYMMDDhhmmss") + "(" + of(Kind.TIME, d)
                        + ")";
            case 8 ->
                "dateDiff('" + pick("day", "hour", "month", "week", "minute", "year", "quarter", "second") + "', "
                        + of(Kind.TIME, d) + ", " + of(Kind.TIME, d) + ")";
            case 9 ->
                pick("position", "positionCaseInsensitive", "countSubstrings") + "(" + of(Kind.TEXT, d) + ", "
                        + pick("'k'", "'1'", "'n'", "'A'") + ")";
            case 10 -> pick("greatest", "least") + "(" + a + ", " + of(Kind.INTEGER, d) + ")";
            case 11 -> pick("coalesce", "ifNull") + "(ni, " + a + ")";
            case 12 -> "nullIf(" + a + ", " + pick("0", "1", "7") + ")";
            case 13 -> pick("toInt32", "toUInt8", "toInt64", "toUInt16", "toInt8", "toUInt64") + "(" + a + ")";
            case 14 ->
                pick("toInt32OrZero", "toInt64OrNull", "toUInt8OrZero", "toInt32OrNull") + "(" + of(Kind.TEXT, d) + ")";
            case 15 -> pick("bitAnd", "bitOr", "bitXor") + "(id, " + pick("3", "12", "u16") + ")";
            case 16 -> "arraySum(" + of(Kind.NUMBERS, d) + ")";
            case 17 ->
                pick("indexOf", "countEqual", "has") + "(" + of(Kind.NUMBERS, d) + ", " + pick("1", "3", "id % 3")
                        + ")";
            case 18 ->
                "multiIf(" + of(Kind.CONDITION, d) + ", " + a + ", " + of(Kind.CONDITION, d) + ", 1, " + pick("0", "-1")
                        + ")";
            case 19 -> "arrayCount(x -> x > " + pick("0", "2") + ", " + of(Kind.NUMBERS, d) + ")";
            case 20 -> of(Kind.NUMBERS, d) + "[" + pick("1", "2", "-1", "9") + "]";
            case 21 -> "m['" + pick("a", "k0", "zz") + "']";
            case 22 -> "toRelative" + pick("Day", "Hour") + "Num(" + of(Kind.TIME, 0) + ")";
            case 23 ->
                pick("cityHash64", "sipHash64", "xxHash64", "murmurHash3_64") + "(" + of(Kind.TEXT, d) + ") % 1000";
            case 24 -> "sign(" + a + ")";
            case 25 -> "transform(id % 4, [0, 1, 2], [10, 20, 30], " + pick("0", "-1") + ")";
            case 26 ->
                "CASE " + pick("k", "ns") + " WHEN 'k1' THEN 1 WHEN 'n2' THEN 2 ELSE " + pick("0", "ni") + " END";
            case 27 -> pick("ascii", "lengthUTF8") + "(" + of(Kind.TEXT, d) + ")";
            case 28 -> "length(" + pick("mapKeys(m)", "mapValues(m)", "m") + ")";
            case 29 -> "t.1";
            case 30 -> "arrayUniq(" + of(pick(List.of(Kind.NUMBERS, Kind.TEXTS)), d) + ")";
            default -> "toInt64(" + of(Kind.CONDITION, d) + ")";
        };
    }

    private String real(int d) {
        String a = of(Kind.REAL, d);
        return switch (random.nextInt(12)) {
            case 0 -> "(" + a + " " + pick("+", "-", "*") + " " + of(Kind.INTEGER, 0) + ")";
            case 1 -> "(" + of(Kind.INTEGER, d) + " / " + pick("3", "7", "0", "id") + ")";
            case 2 -> pick("round", "floor", "ceil") + "(toFloat64(" + a + ")" + pick("", ", 1", ", 2") + ")";
            case 3 ->
                pick("sqrt", "exp", "ln", "log2", "sin", "cbrt") + "(abs(" + pick("f64", "f32", "id", "nf") + ") / 10)";
            case 4 -> "if(" + of(Kind.CONDITION, d) + ", toFloat64(" + a + "), 1.5)";
            case 5 -> pick("toFloat64", "toFloat32") + "(" + of(Kind.INTEGER, d) + ")";
            case 6 ->
                pick("toFloat64OrZero", "toFloat64OrNull") + "("
                        + pick("k", "toString(f64)", "'1.5'", "''", "toString(i8)") + ")";
            case 7 -> "coalesce(nf, toFloat64(" + a + "), 0)";
            case 8 -> "arrayAvg(" + pick("[1, 2, 3]", "arrayPushBack(xs, 1)") + ")";
            case 9 ->
                pick("toDecimal64", "toDecimal32") + "(" + pick("i8", "id", "f64", "'1.25'") + ", " + pick("2", "3")
                        + ")";
            case 10 -> "pow(" + pick("i8", "f64", "2") + ", " + pick("2", "3", "0.5") + ")";
            default -> pick("abs", "negate") + "(" + a + ")";
        };
    }

    private String text(int d) {
        String a = of(Kind.TEXT, d);
        return switch (random.nextInt(26)) {
            case 0, 1 -> "concat(" + a + ", " + of(Kind.TEXT, d) + ")";
            case 2 -> pick("upper", "lower", "trim", "upperUTF8", "lowerUTF8", "reverseUTF8") + "(" + a + ")";
            case 3 ->
                pick("substring", "substringUTF8") + "(" + a + ", " + pick("1", "2", "-2") + pick("", ", 1", ", 3")
                        + ")";
            case 4 ->
                "toString(" + of(pick(List.of(Kind.INTEGER, Kind.DATE, Kind.TIME, Kind.NUMBERS, Kind.TEXTS)), d) + ")";
            case 5 -> pick("replaceAll", "replaceOne") + "(" + a + ", '1', " + pick("'_'", "''", "k") + ")";
            case 6 -> "replaceRegexpAll(" + a + ", '[0-9]+', '<\\\\0>')";
            case 7 -> "if(" + of(Kind.CONDITION, d) + ", " + a + ", " + of(Kind.TEXT, d) + ")";
            case 8 -> pick("coalesce", "ifNull") + "(ns, " + a + ")";
            case 9 -> "leftPad(" + a + ", " + pick("5", "2") + ", '*')";
            case 10 ->
                "formatDateTime(" + of(Kind.TIME, d) + ", '" + pick("%Y-%m-%d", "%H:%i:%S", "%d/%m/%y %T", "%F %j")
                        + "')";
            case 11 -> "arrayStringConcat(" + of(Kind.TEXTS, d) + ", ',')";
            case 12 -> pick("hex", "base64Encode", "lower") + "(" + a + ")";
            case 13 -> "splitByChar('1', " + a + ")[" + pick("1", "2") + "]";
            case 14 -> "extract(" + a + ", '([0-9]+)')";
            case 15 -> pick("left", "right") + "(" + a + ", 2)";
            case 16 ->
                pick("MD5", "SHA256").replace("MD5", "lower(hex(MD5").replace("SHA256", "lower(hex(SHA256") + "(" + a
                        + ")))";
            case 17 -> "toJSONString(" + of(pick(List.of(Kind.NUMBERS, Kind.TEXTS, Kind.INTEGER)), d) + ")";
            case 18 -> "JSONExtractString(concat('{\"a\":\"', k, '\"}'), '" + pick("a", "b") + "')";
            case 19 ->
                pick("domain", "path", "protocol", "domainWithoutWWW")
                        + "(concat('https://www.', k, '.com/p/', toString(id), '?q=1'))";
            case 20 -> "extractURLParameter(concat('http://h/?a=', k, '&b=2'), '" + pick("a", "b", "c") + "')";
            case 21 -> "nullIf(" + a + ", " + pick("'a'", "''", "k") + ")";
            case 22 -> pick("repeat(k, 2)", "space(2)", "char(65 + id % 26)", "toString(b)");
            case 23 -> "dateName('" + pick("month", "weekday", "year") + "', " + of(Kind.TIME, 0) + ")";
            case 24 -> "toString(" + pick("e", "u", "m", "t", "d64", "dec", "f64", "nf") + ")";
            default -> "multiIf(" + of(Kind.CONDITION, d) + ", " + a + ", " + of(Kind.CONDITION, d) + ", 'x', k)";
        };
    }

    private String date(int d) {
        return switch (random.nextInt(6)) {
            case 0 -> "addDays(" + of(Kind.DATE, d) + ", " + pick("1", "-30", "i8") + ")";
            case 1 ->
                pick("addMonths", "addYears", "addWeeks", "subtractMonths") + "(" + of(Kind.DATE, d) + ", "
                        + pick("1", "2", "13") + ")";
            case 2 ->
                pick(
                                "toStartOfMonth",
                                "toMonday",
                                "toStartOfYear",
                                "toStartOfQuarter",
                                "toStartOfWeek",
                                "toLastDayOfMonth")
                        + "(" + of(pick(List.of(Kind.DATE, Kind.TIME)), d) + ")";
            case 3 -> "toDate(" + of(Kind.TIME, d) + ")";
            case 4 -> of(Kind.DATE, d) + " + " + pick("1", "INTERVAL 1 MONTH", "toIntervalDay(3)", "INTERVAL 2 WEEK");
            default -> "if(" + of(Kind.CONDITION, d) + ", " + of(Kind.DATE, d) + ", d)";
        };
    }

    private String time(int d) {
        String a = of(Kind.TIME, d);
        return switch (random.nextInt(9)) {
            case 0 ->
                pick("addHours", "addMinutes", "addSeconds", "addDays", "addMonths", "subtractHours", "addWeeks") + "("
                        + a + ", " + pick("1", "25", "i8") + ")";
            case 1 ->
                pick(
                                "toStartOfHour",
                                "toStartOfDay",
                                "toStartOfMinute",
                                "toStartOfFiveMinutes",
                                "toStartOfFifteenMinutes",
                                "toStartOfTenMinutes")
                        + "(" + a + ")";
            case 2 ->
                "toStartOfInterval(" + a + ", INTERVAL " + pick("2 HOUR", "15 MINUTE", "1 DAY", "30 SECOND") + ")";
            case 3 -> "toDateTime(" + of(Kind.DATE, d) + ")";
            case 4 ->
                a + " " + pick("+", "-") + " INTERVAL " + pick("1 HOUR", "3 DAY", "1 MONTH", "90 SECOND", "1 YEAR");
            case 5 -> "toTimeZone(" + a + ", '" + pick("America/New_York", "Asia/Tokyo", "UTC", "Europe/Berlin") + "')";
            case 6 -> "parseDateTimeBestEffort('" + pick("2024-01-02 03:04:05", "2024-01-02T03:04:05Z") + "')";
            case 7 -> "date_trunc('" + pick("hour", "day", "minute") + "', " + a + ")";
            default -> "if(" + of(Kind.CONDITION, d) + ", " + "dt" + ", toDateTime(d))";
        };
    }

    private String numbers(int d) {
        String a = of(Kind.NUMBERS, d);
        return switch (random.nextInt(13)) {
            case 0 -> "arrayMap(x -> " + pick("x * 2", "x + id", "if(x > 1, 1, 0)", "x % 3") + ", " + a + ")";
            case 1 -> "arrayFilter(x -> " + pick("x > 1", "x % 2 = 0", "x != id") + ", " + a + ")";
            case 2 ->
                pick(
                                "arraySort",
                                "arrayReverseSort",
                                "arrayReverse",
                                "arrayCompact",
                                "arrayCumSum",
                                "arrayDifference",
                                "arrayEnumerate")
                        + "(" + pick("xs", "[3, 1, 2]", "range(id % 5)") + ")";
            case 3 -> "arrayConcat(" + pick("xs", "[1]") + ", " + pick("xs", "[2, 3]", "range(2)") + ")";
            case 4 -> "arraySlice(" + a + ", " + pick("1", "2", "-2") + pick("", ", 1", ", 2") + ")";
            case 5 ->
                pick("arrayPushBack", "arrayPushFront") + "(" + pick("xs", "range(2)") + ", " + pick("1", "9") + ")";
            case 6 -> "arraySort(arrayDistinct(" + pick("xs", "[1, 1, 2]") + "))";
            case 7 -> "arraySort(arrayIntersect(" + pick("xs", "[1, 3, 5]") + ", [1, 2, 3]))";
            case 8 -> "range(" + pick("id % 5", "3", "1, 4", "0, 10, 3") + ")";
            case 9 -> "mapValues(m)";
            case 10 -> "arraySort(x -> -x, " + pick("xs", "[3, 1, 2]") + ")";
            case 11 -> "if(" + of(Kind.CONDITION, d) + ", xs, range(2))";
            default -> "arrayResize(" + pick("xs", "range(3)") + ", " + pick("2", "5") + ")";
        };
    }

    private String texts(int d) {
        return switch (random.nextInt(8)) {
            case 0 -> "splitByChar(" + pick("'k'", "'1'") + ", " + of(Kind.TEXT, 0) + ")";
            case 1 ->
                pick(
                        "splitByString('', concat(ns, 'n', k))",
                        "splitByString('n', concat(" + of(Kind.TEXT, 0) + ", 'n', k))");
            case 2 ->
                "arrayMap(x -> " + pick("upper(x)", "concat(x, k)", "substring(x, 1, 1)") + ", " + of(Kind.TEXTS, d)
                        + ")";
            case 3 ->
                "arrayFilter(x -> " + pick("x != 'a'", "length(x) > 1", "x LIKE '%1%'") + ", " + of(Kind.TEXTS, d)
                        + ")";
            case 4 -> "mapKeys(m)";
            case 5 -> "arraySort(arrayDistinct(" + of(Kind.TEXTS, d) + "))";
            case 6 -> "extractAll(" + of(Kind.TEXT, d) + ", '[a-z0-9]')";
            default -> "arrayReverse(" + of(Kind.TEXTS, d) + ")";
        };
    }

    private String condition(int d) {
        return switch (random.nextInt(14)) {
            case 0, 1 ->
                "(" + of(Kind.INTEGER, d) + " " + pick("=", "!=", "<", ">=", ">", "<=") + " " + of(Kind.INTEGER, d)
                        + ")";
            case 2 -> "(" + of(Kind.CONDITION, d) + " " + pick("AND", "OR") + " " + of(Kind.CONDITION, d) + ")";
            case 3 -> "NOT " + "(" + of(Kind.CONDITION, d) + ")";
            case 4 ->
                of(Kind.TEXT, d) + " " + pick("LIKE", "ILIKE", "NOT LIKE") + " '" + pick("k%", "%1%", "_1", "%N%")
                        + "'";
            case 5 -> of(Kind.INTEGER, d) + " " + pick("IN", "NOT IN") + " (1, 2, 7)";
            case 6 -> of(Kind.TEXT, d) + " IN ('k1', 'n2', 'a')";
            case 7 -> of(Kind.INTEGER, d) + " BETWEEN 1 AND " + pick("10", "50");
            case 8 -> pick("startsWith", "endsWith") + "(" + of(Kind.TEXT, d) + ", " + pick("'k'", "'1'") + ")";
            case 9 ->
                "(" + of(Kind.TIME, d) + " " + pick("<", ">=") + " "
                        + pick("dz", "'2024-01-01 00:00:00'", "toDateTime(d)") + ")";
            case 10 ->
                pick("has", "hasAny", "hasAll").replaceAll("hasA(\\w+)", "hasA$1([1], xs) OR has") + "("
                        + of(Kind.NUMBERS, d) + ", 1)";
            case 11 -> pick("arrayExists", "arrayAll") + "(x -> x > 1, " + of(Kind.NUMBERS, d) + ")";
            case 12 -> pick("isNull", "isNotNull") + "(" + of(pick(List.of(Kind.INTEGER, Kind.TEXT)), d) + ")";
            default -> "match(" + of(Kind.TEXT, d) + ", '" + pick("^k", "[0-9]$", "n[12]") + "')";
        };
    }
}
