package io.pipit.core.sql;

import io.pipit.core.sql.ExpressionGenerator.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random queries over the table {@code wide}: clauses times aggregates times expressions, with answers of few rows. */
final class QueryGenerator {
    private final Random random;
    private final ExpressionGenerator expressions;
    private final ClauseGenerator clauses;

    QueryGenerator(long seed) {
        this.random = new Random(seed);
        this.expressions = new ExpressionGenerator(random);
        this.clauses = new ClauseGenerator(random, expressions);
    }

    /** Writes so many queries: {@code seed count file}. */
    public static void main(String[] arguments) {
        QueryGenerator generator = new QueryGenerator(Long.parseLong(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        String text = IntStream.range(0, count)
                .mapToObj(i -> "> " + generator.query())
                .collect(Collectors.joining("\n"));
        try {
            Files.writeString(Path.of(arguments[2]), text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String query() {
        return switch (random.nextInt(28)) {
            case 20, 21, 22, 23, 24, 25, 26, 27 -> clauses.query();
            case 0, 1, 2, 3, 4, 5, 6 -> rows();
            case 7, 8, 9, 10, 11 -> grouped();
            case 12, 13 -> totals();
            case 14 -> merged();
            case 15 -> windowed();
            case 16 -> joined();
            case 17 -> subquery();
            case 18 -> distinct();
            default -> union();
        };
    }

    private String where() {
        return random.nextInt(3) == 0 ? " WHERE " + expressions.of(Kind.CONDITION, 2) : "";
    }

    private String rows() {
        String items = IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> expressions.any(2) + " AS c" + i)
                .collect(Collectors.joining(", "));
        String limit =
                " LIMIT " + (2 + random.nextInt(3)) + (random.nextInt(4) == 0 ? " OFFSET " + random.nextInt(30) : "");
        return "SELECT id, " + items + " FROM wide" + where() + " ORDER BY id" + (random.nextBoolean() ? " DESC" : "")
                + limit;
    }

    private String aggregate() {
        String integer = expressions.of(Kind.INTEGER, 1);
        String real = expressions.pick("f64", "nf", "id", "i8", "dec", "u16");
        String text = expressions.of(Kind.TEXT, 1);
        String condition = expressions.of(Kind.CONDITION, 1);
        return switch (random.nextInt(26)) {
            case 0 -> "count()";
            case 1 -> "count(" + expressions.pick("ns", "ni", "id") + ")";
            case 2 -> "countIf(" + condition + ")";
            case 3, 4 -> "sum(" + integer + ")";
            case 5 ->
                expressions.pick("min", "max") + "("
                        + expressions.of(
                                expressions.pick(List.of(Kind.INTEGER, Kind.REAL, Kind.TEXT, Kind.DATE, Kind.TIME)), 1)
                        + ")";
            case 6 -> "avg(" + real + ")";
            case 7 -> expressions.pick("uniq", "uniqExact", "countDistinct") + "(" + text + ")";
            case 8 ->
                expressions.pick("sumIf", "avgIf", "maxIf", "minIf", "anyIf") + "(" + real + ", " + condition + ")";
            case 9 -> expressions.pick("argMax", "argMin") + "(" + expressions.any(1) + ", id)";
            case 10 -> "quantile(" + expressions.pick("0.5", "0.9", "0.25") + ")(" + real + ")";
            case 11 -> "quantiles(0.1, 0.9)(" + real + ")";
            case 12 ->
                expressions.pick("quantileExact", "median", "quantileTDigest", "quantileExactLow", "quantileTiming")
                        + "(" + expressions.pick("id", "u16", "ni") + ")";
            case 13 ->
                expressions.pick("stddevPop", "varSamp", "stddevSamp", "varPop", "skewPop", "kurtPop") + "(" + real
                        + ")";
            case 14 -> expressions.pick("corr", "covarPop", "covarSamp") + "(" + real + ", id)";
            case 15 -> "arraySort(groupUniqArray(" + text + "))";
            case 16 -> "arraySort(groupArray(" + expressions.pick("id % 5", "ns", "d", "ni") + "))";
            case 17 ->
                "arraySort(topK(10)(" + expressions.pick("if(id % 3 > 0, 'x', 'y')", "if(id % 4 > 0, 1, 2)") + "))";
            case 18 ->
                expressions.pick("sumOrNull", "maxOrNull", "avgOrNull", "minOrDefault", "uniqOrNull") + "(" + real
                        + ")";
            case 19 -> expressions.pick("sumMap", "minMap", "maxMap") + "(m)";
            case 20 -> expressions.pick("groupBitAnd", "groupBitOr", "groupBitXor") + "(u16)";
            case 21 ->
                expressions.pick("any", "anyLast", "first_value", "last_value") + "("
                        + expressions.pick("'x'", "toDate('2024-01-01')", "7") + ")";
            case 22 -> expressions.pick("sumArray", "countArray", "maxArray", "uniqArray") + "(xs)";
            case 23 -> "sum(DISTINCT " + integer + ")";
            case 24 -> expressions.pick("sumForEach", "maxForEach", "countForEach") + "(xs)";
            default ->
                expressions.pick(
                        "avgWeighted(u16, id + 1)",
                        "entropy(k)",
                        "sumCount(id)",
                        "groupBitmap(u16)",
                        "anyHeavy(flag)",
                        "simpleLinearRegression(id, f64)",
                        "deltaSum(i64)",
                        "argMax((id, ns), id)",
                        "groupArrayMovingSum(2)(id)",
                        "count(DISTINCT k, flag)",
                        "uniqExact(k, ns)",
                        "maxIntersections(id, id + 5)",
                        "windowFunnel(5)(id, flag, b)");
        };
    }

    private String aggregates() {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> aggregate() + " AS a" + i)
                .collect(Collectors.joining(", "));
    }

    private String key() {
        return expressions.pick(
                "k",
                "flag",
                "b",
                "e",
                "id % 3",
                "ns",
                "toStartOfMonth(d)",
                "toDayOfWeek(d)",
                "length(xs)",
                "ni % 2",
                "if(flag, 'x', k)",
                "upper(k)",
                "toStartOfDay(dz)",
                "t.2");
    }

    private String grouped() {
        String having = random.nextInt(4) == 0 ? " HAVING count() > " + (3 + random.nextInt(12)) : "";
        String second = random.nextInt(4) == 0 ? expressions.pick("flag", "b", "id % 2") : "";
        String keys = second.isEmpty() ? "g" : "g, h";
        return "SELECT " + key() + " AS g, " + (second.isEmpty() ? "" : second + " AS h, ") + aggregates()
                + " FROM wide" + where() + " GROUP BY " + keys + having + " ORDER BY " + keys + " LIMIT 5";
    }

    private String totals() {
        return "SELECT " + aggregates() + " FROM wide" + expressions.pick(where(), " WHERE id > 1000", where());
    }

    private String merged() {
        String[] function = expressions
                .pick(
                        "sum:id",
                        "count:",
                        "avg:f64",
                        "uniq:k",
                        "max:ns",
                        "argMax:k, id",
                        "argMin:(id, ns), id",
                        "quantile:u16",
                        "min:d",
                        "uniqExact:ns",
                        "varPop:nf",
                        "sumIf:id, flag",
                        "countIf:b",
                        "avgIf:nf, flag",
                        "uniqIf:k, b",
                        "corr:id, f64",
                        "groupBitOr:u16",
                        "sumMap:m",
                        "sumArray:xs",
                        "stddevSamp:ni")
                .split(":", -1);
        return "SELECT g, " + function[0] + "Merge(s) AS a FROM (SELECT k AS g, id % 4 AS h, " + function[0] + "State("
                + function[1] + ") AS s FROM wide" + where() + " GROUP BY g, h) GROUP BY g ORDER BY g";
    }

    private String windowed() {
        String over = expressions.pick(
                "ORDER BY id",
                "PARTITION BY k ORDER BY id",
                "PARTITION BY flag ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
                "PARTITION BY k",
                "",
                "ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                "PARTITION BY b ORDER BY id DESC");
        String function = expressions.pick(
                "sum(u16)",
                "count()",
                "row_number()",
                "rank()",
                "avg(f64)",
                "max(ns)",
                "min(d)",
                "any(k)",
                "lagInFrame(id)",
                "sumIf(id, flag)",
                "dense_rank()",
                "uniq(k)",
                "first_value(id)",
                "last_value(id)",
                "argMax(k, id)");
        boolean ordered = over.contains("ORDER") || !function.matches("(row_number|lag|first|last|any).*");
        return "SELECT id, " + function + " OVER (" + (ordered ? over : "ORDER BY id") + ") AS w FROM wide" + where()
                + " ORDER BY id LIMIT 4 OFFSET " + random.nextInt(20);
    }

    private String joined() {
        String kind = expressions.pick(
                "JOIN",
                "LEFT JOIN",
                "LEFT JOIN",
                "ANY LEFT JOIN",
                "RIGHT JOIN",
                "FULL JOIN",
                "SEMI LEFT JOIN",
                "ANTI LEFT JOIN");
        String right = expressions.pick(
                "(SELECT k AS rk, toUInt64(id) AS v, ns AS x FROM wide WHERE id < 3)",
                "(SELECT concat('k', toString(number)) AS rk, number AS v, toNullable('x') AS x FROM numbers(2, 5))");
        return "SELECT k, count() AS c, sum(r.v) AS s, max(r.x) AS x FROM wide AS l " + kind + " " + right
                + " AS r ON l.k = r.rk GROUP BY k ORDER BY k";
    }

    private String subquery() {
        return switch (random.nextInt(4)) {
            case 0 ->
                "SELECT g, sum(c) AS s FROM (SELECT " + key() + " AS g, " + expressions.of(Kind.INTEGER, 1)
                        + " AS c FROM wide" + where() + ") GROUP BY g ORDER BY g LIMIT 5";
            case 1 ->
                "SELECT id, k FROM wide WHERE id IN (SELECT id FROM wide WHERE " + expressions.of(Kind.CONDITION, 1)
                        + ") ORDER BY id LIMIT 3";
            case 2 ->
                "WITH (SELECT max(id) FROM wide) AS top SELECT id, top - id AS r FROM wide" + where()
                        + " ORDER BY id LIMIT 3";
            default ->
                "WITH x AS (SELECT k, " + aggregate()
                        + " AS a FROM wide GROUP BY k) SELECT k, a FROM x ORDER BY k LIMIT 3";
        };
    }

    private String distinct() {
        return switch (random.nextInt(3)) {
            case 0 -> "SELECT DISTINCT " + key() + " AS g FROM wide" + where() + " ORDER BY g LIMIT 6";
            case 1 -> "SELECT k, id FROM wide" + where() + " ORDER BY k, id LIMIT " + (1 + random.nextInt(2)) + " BY k";
            default ->
                "SELECT id, x FROM wide ARRAY JOIN " + expressions.pick("xs", "ts", "range(id % 3)") + " AS x" + where()
                        + " ORDER BY id, x LIMIT 5";
        };
    }

    private String union() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parts.add("SELECT " + String.format(Locale.ROOT, "%d AS p, ", i)
                    + expressions.pick("sum(id)", "max(u16)", "count()") + " AS v FROM wide" + where());
        }
        return "SELECT p, v FROM (" + String.join(" UNION ALL ", parts) + ") ORDER BY p";
    }
}
