package io.pipit.core.sql;

import io.pipit.core.sql.ExpressionGenerator.Kind;
import java.util.Random;

/** Random queries over the table {@code wide} whose point is a clause: joins, windows, sets, states, fills and the like. */
final class ClauseGenerator {
    private static final String DIM =
            "(SELECT concat('k', toString(number)) AS k, toUInt32(number * 3) AS v, toDate('2023-12-25') + number * 7 AS since"
                    + " FROM numbers(1, 6))";

    private final Random random;
    private final ExpressionGenerator expressions;

    ClauseGenerator(Random random, ExpressionGenerator expressions) {
        this.random = random;
        this.expressions = expressions;
    }

    String query() {
        return switch (random.nextInt(14)) {
            case 0 -> using();
            case 1 -> joinedRows();
            case 2 -> chain();
            case 3 -> asof();
            case 4 -> arrays();
            case 5 -> limitBy();
            case 6 -> states();
            case 7 -> nestedStates();
            case 8 -> groupings();
            case 9 -> sets();
            case 10 -> named();
            case 11 -> frames();
            case 12 -> filled();
            default -> members();
        };
    }

    private String where(String prefix) {
        return random.nextInt(2) == 0 ? "" : prefix + expressions.of(Kind.CONDITION, 1);
    }

    private String one(String... texts) {
        return expressions.pick(texts);
    }

    private String joinWord() {
        return one("JOIN", "LEFT JOIN", "ANY LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN");
    }

    private String using() {
        String left = "(SELECT id, k, ns, u16 FROM wide" + where(" WHERE ") + " ORDER BY id LIMIT 8)";
        String word = joinWord();
        boolean half = word.contains("SEMI") || word.contains("ANTI");
        return "SELECT k, count() AS c, sum(u16) AS s" + (half ? "" : ", max(v) AS m, min(since) AS d") + " FROM "
                + left + " AS l " + word + " " + DIM + " AS r USING (k) GROUP BY k ORDER BY k";
    }

    private String joinedRows() {
        String extra = one("", " AND l.id > r.v", " AND r.v > 3");
        String word = extra.isEmpty() ? one("JOIN", "LEFT JOIN", "RIGHT JOIN") : one("JOIN", "LEFT JOIN");
        return "SELECT l.id AS i, r.k AS rk, r.v AS v, "
                + one("coalesce(l.ns, 'none')", "l.d - r.since", "concat(l.k, r.k)")
                + " AS x FROM (SELECT * FROM wide WHERE id < 12) AS l " + word + " " + DIM + " AS r ON l.k = r.k"
                + extra
                + " ORDER BY i, rk LIMIT 9";
    }

    private String chain() {
        return "SELECT a.k AS g, sum(b.v) AS s, count(c.n) AS n FROM wide AS a " + one("JOIN", "LEFT JOIN") + " " + DIM
                + " AS b ON a.k = b.k " + one("JOIN", "LEFT JOIN")
                + " (SELECT toUInt32(number) AS n FROM numbers(20)) AS c ON c.n = a.id" + " GROUP BY g ORDER BY g";
    }

    private String asof() {
        return "SELECT l.id AS i, r.v AS v FROM (SELECT id, k, d FROM wide" + where(" WHERE ") + ") AS l ASOF "
                + one("JOIN", "LEFT JOIN") + " " + DIM + " AS r ON l.k = r.k AND l.d " + one(">=", ">", "<=", "<")
                + " r.since ORDER BY i LIMIT 6";
    }

    private String arrays() {
        return switch (random.nextInt(4)) {
            case 0 ->
                "SELECT id, x, i FROM wide " + one("ARRAY JOIN", "LEFT ARRAY JOIN")
                        + " xs AS x, arrayEnumerate(xs) AS i" + where(" WHERE ") + " ORDER BY id, i LIMIT 6";
            case 1 ->
                "SELECT x, count() AS c, sum(id) AS s FROM wide ARRAY JOIN " + one("ts", "mapKeys(m)", "[k, 'z']")
                        + " AS x GROUP BY x ORDER BY x LIMIT 6";
            case 2 ->
                "SELECT id, arrayJoin(" + one("xs", "range(id % 3)", "ts", "[1, 2]") + ") AS x FROM wide"
                        + where(" WHERE ") + " ORDER BY id, x LIMIT 5";
            default ->
                "SELECT arrayJoin(" + expressions.of(Kind.TEXTS, 1)
                        + ") AS x, count() AS c FROM wide GROUP BY x ORDER BY x LIMIT 5";
        };
    }

    private String limitBy() {
        String order = one("id", "id DESC", "u16, id");
        return "SELECT k, flag, id FROM wide" + where(" WHERE ") + " ORDER BY k, " + order + " LIMIT "
                + one("1", "2", "1, 2", "2 OFFSET 1") + " BY " + one("k", "k, flag")
                + one("", " LIMIT 5", " LIMIT 3 OFFSET 1");
    }

    private String state() {
        return one(
                "sum:id",
                "count:",
                "avg:f64",
                "uniq:k",
                "uniqExact:id % 7",
                "min:ns",
                "max:d",
                "argMax:k, id",
                "argMin:ns, id",
                "quantile:u16",
                "quantileExact:id",
                "varSamp:nf",
                "sumIf:u16, flag",
                "countIf:b",
                "groupBitmap:u16",
                "sumMap:m",
                "sumForEach:xs",
                "uniqCombined:k",
                "minIf:id, flag",
                "argMaxIf:k, id, b");
    }

    private String states() {
        String[] f = state().split(":", -1);
        return "SELECT g, " + f[0] + "Merge(s) AS a, count() AS c FROM (SELECT " + one("k", "flag", "toStartOfMonth(d)")
                + " AS g, id % 3 AS h, " + f[0] + "State(" + f[1] + ") AS s FROM wide" + where(" WHERE ")
                + " GROUP BY g, h) GROUP BY g" + one("", " HAVING c > 1") + " ORDER BY g";
    }

    private String nestedStates() {
        String[] f = state().split(":", -1);
        return "SELECT " + f[0] + "Merge(t) AS a FROM (SELECT g, " + f[0]
                + "MergeState(s) AS t FROM (SELECT k AS g, id % 4 AS h, " + f[0] + "State(" + f[1] + ") AS s FROM wide"
                + where(" WHERE ") + " GROUP BY g, h) GROUP BY g)";
    }

    private String groupings() {
        String by = one(
                "ROLLUP(k, flag)",
                "CUBE(k, flag)",
                "GROUPING SETS ((k), (flag), ())",
                "GROUPING SETS ((k, flag), (k))");
        return "SELECT k, flag, count() AS c, sum(" + one("id", "u16", "ni") + ") AS s, grouping(k) AS gk FROM wide"
                + where(" WHERE ") + " GROUP BY " + by + " ORDER BY gk, k, flag, c LIMIT 12";
    }

    private String sets() {
        String a = "SELECT " + one("k AS v", "ns AS v", "toString(flag) AS v") + " FROM wide" + where(" WHERE ");
        String b = "SELECT " + one("k AS v", "t.2 AS v", "'k1' AS v") + " FROM wide" + where(" WHERE ");
        return "SELECT v, count() AS c FROM (" + a + one(" UNION ALL ", " UNION DISTINCT ", " INTERSECT ", " EXCEPT ")
                + b + ") GROUP BY v ORDER BY v";
    }

    private String named() {
        return switch (random.nextInt(4)) {
            case 0 ->
                "WITH (SELECT avg(u16) FROM wide) AS mean, x AS (SELECT k, u16 FROM wide WHERE u16 > mean) SELECT k, count() AS c,"
                        + " sum(u16) AS s FROM x GROUP BY k ORDER BY k";
            case 1 ->
                "WITH x AS (SELECT k, sum(id) AS s FROM wide GROUP BY k), y AS (SELECT max(s) AS m FROM x) SELECT k, s, s = (SELECT m"
                        + " FROM y) AS top FROM x ORDER BY k";
            case 2 ->
                "WITH " + expressions.of(Kind.INTEGER, 1) + " AS a, a + 1 AS b SELECT id, a, b FROM wide"
                        + where(" WHERE ") + " ORDER BY id LIMIT 4";
            default ->
                "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < " + one("4", "7")
                        + ") SELECT r.n AS n, count() AS c FROM r LEFT JOIN wide AS w ON toUInt32(r.n) = w.id GROUP BY n ORDER BY n";
        };
    }

    private String frames() {
        String frame = one(
                "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
                "ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING",
                "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                "RANGE BETWEEN 2 PRECEDING AND CURRENT ROW",
                "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
                "ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING");
        String function = one(
                "sum(u16)",
                "count()",
                "avg(f64)",
                "max(id)",
                "min(ns)",
                "uniqExact(flag)",
                "sumIf(id, flag)",
                "groupArray(id)",
                "first_value(id)",
                "last_value(id)",
                "argMax(k, id)",
                "any(id)",
                "countIf(b)");
        String partition = one("PARTITION BY k ", "PARTITION BY flag ", "");
        return "SELECT id, " + function + " OVER w AS a, row_number() OVER (" + partition
                + "ORDER BY id) AS n FROM wide"
                + where(" WHERE ") + one("", " QUALIFY n <= 3") + " WINDOW w AS (" + partition + "ORDER BY id " + frame
                + ") ORDER BY id LIMIT 5";
    }

    private String filled() {
        return switch (random.nextInt(3)) {
            case 0 ->
                "SELECT toStartOfDay(dt) AS t, count() AS c FROM wide" + where(" WHERE ")
                        + " GROUP BY t ORDER BY t WITH FILL STEP toIntervalDay(1) LIMIT 6";
            case 1 ->
                "SELECT d, sum(id) AS s FROM wide WHERE id % 3 = 0 GROUP BY d ORDER BY d WITH FILL FROM toDate('2023-12-18') TO"
                        + " toDate('2023-12-28') STEP " + one("1", "2") + one("", " INTERPOLATE (s)");
            default ->
                "SELECT number * 3 AS n, 'x' AS s FROM numbers(" + one("2", "4") + ") ORDER BY n"
                        + one(" WITH FILL", " WITH FILL FROM 0 TO 12", " WITH FILL STEP 2", " DESC WITH FILL STEP -1");
        };
    }

    private String members() {
        return switch (random.nextInt(3)) {
            case 0 ->
                "SELECT id FROM wide WHERE (k, flag) " + one("IN", "NOT IN") + " (SELECT k, flag FROM wide WHERE "
                        + expressions.of(Kind.CONDITION, 1) + ") ORDER BY id LIMIT 5";
            case 1 ->
                "SELECT k, id, id IN (SELECT max(id) FROM wide GROUP BY k) AS last FROM wide" + where(" WHERE ")
                        + " ORDER BY id DESC LIMIT 7";
            default ->
                "SELECT DISTINCT ON (k) k, id, " + expressions.any(1) + " AS c FROM wide" + where(" WHERE ")
                        + " ORDER BY k, id";
        };
    }
}
