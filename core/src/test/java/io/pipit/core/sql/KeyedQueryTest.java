package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that run together in the keyed form give the rows that each gives alone in the plain form. */
class KeyedQueryTest {
    private static final int HIDDEN = 4;

    private final Dialect dialect = new Dialect();
    private final TestTables tables = new TestTables()
            .table("src", "id UInt32", "k String", "v Int32", "n Nullable(Int32)", "t DateTime", "tags Array(UInt8)")
            .table("dim", "k String", "name String")
            .query("node", "SELECT k, v, v % 3 AS m, t FROM src WHERE v > 2");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, v * 2 AS d FROM src WHERE v > 3",
                "SELECT * FROM src",
                "SELECT k, countState() AS c, sumState(v) AS s, uniqState(id) AS u FROM src GROUP BY k",
                "SELECT toStartOfHour(t) AS h, k, count() AS c, argMaxState(v, t) AS a, avgState(v) AS m FROM src GROUP BY h, k",
                "SELECT k, max(t) AS t, argMax(v, id) AS v FROM src GROUP BY k HAVING count() > 1",
                "SELECT k, sum(n) AS n, minIf(v, v > 5) AS m, groupArray(id) AS ids FROM src GROUP BY k",
                "SELECT DISTINCT k, v % 2 AS p FROM src",
                "SELECT id, arrayJoin(tags) AS tag FROM src WHERE tag > 1",
                "SELECT k, tag, count() AS c FROM src ARRAY JOIN tags AS tag GROUP BY k, tag",
                "SELECT k, count() AS c FROM (SELECT DISTINCT k, v FROM src) GROUP BY k",
                "SELECT m, count() AS c, max(t) AS t FROM node GROUP BY m",
                "SELECT a.id AS id, b.id AS other FROM src AS a JOIN src AS b ON a.k = b.k WHERE a.id < b.id",
                "SELECT a.id AS id, b.v AS v FROM src AS a LEFT JOIN (SELECT k, max(v) AS v FROM src GROUP BY k) AS b USING k",
                "SELECT id, name FROM src LEFT JOIN dim ON src.k = dim.k",
                "SELECT name, count() AS c FROM src JOIN dim USING k GROUP BY name",
                "SELECT id FROM src WHERE k IN (SELECT k FROM src WHERE v > 7)",
                "SELECT id FROM src WHERE (k, v) NOT IN (SELECT k, v FROM src WHERE id % 2 = 0)",
                "SELECT k, id FROM src ORDER BY v, id LIMIT 1 BY k",
                "SELECT id, row_number() OVER (PARTITION BY k ORDER BY id) AS rn, sum(v) OVER (ORDER BY id) AS s FROM src",
                "SELECT k, v FROM src WHERE v > 5 UNION ALL SELECT k, v + 100 FROM src WHERE v < 3",
                "WITH best AS (SELECT k, max(v) AS v FROM src GROUP BY k) SELECT src.id AS id FROM src JOIN best ON src.k = best.k AND src.v = best.v",
                "SELECT k, quantile(0.5)(v) AS q, uniqExact(v) AS u FROM src GROUP BY k",
                "SELECT k, quantileArray(0.5)(tags) AS q, finalizeAggregation(quantilesStateArray(0.5)(tags)) AS f FROM src GROUP BY k",
                "SELECT m, sumMerge(s) AS s FROM (SELECT k, v % 2 AS m, sumState(v) AS s FROM src GROUP BY k, m) GROUP BY m",
                "SELECT id FROM src WHERE v > (SELECT count() FROM dim)",
            })
    void blocksTogetherAndAlone(String sql) throws SQLException {
        long seed = Long.getLong("seed", System.nanoTime());
        TranslatedQuery keyed = dialect.translate(dialect.parse(sql, "q", 1), tables, TranslationMode.keyed("src"));
        TranslatedQuery plain = dialect.translate(dialect.parse(sql, "q", 1), tables, TranslationMode.PLAIN);
        assertThat(keyed.keyed()).isTrue();
        assertThat(keyed.columns()).isEqualTo(plain.columns());
        try (Duck duck = new Duck()) {
            fill(duck, new Random(seed));
            Map<String, List<String>> together = byBlock(duck.rows(NarrowTables.bind(keyed)), seed);
            for (List<Object> block : duck.rows("SELECT DISTINCT _part, _off FROM src")) {
                String rows = "(SELECT * FROM src WHERE _part = " + block.get(0) + " AND _off = " + block.get(1) + ")";
                List<String> alone = duck.rows(plain.bind(t -> t.equals("src") ? rows : t)).stream()
                        .map(KeyedQueryTest::text)
                        .sorted()
                        .toList();
                assertThat(together.getOrDefault(block.get(0) + ":" + block.get(1), List.of()))
                        .as("seed %d, block %s%n%s", seed, block, keyed.bind(t -> t))
                        .isEqualTo(alone);
            }
        }
    }

    /** Rows of each block without their hidden columns, whose numbers must differ and whose time must be the block's. */
    private static Map<String, List<String>> byBlock(List<List<Object>> rows, long seed) {
        Map<String, List<String>> blocks = new TreeMap<>();
        Map<String, Set<Object>> numbers = new TreeMap<>();
        for (List<Object> row : rows) {
            String block = row.get(0) + ":" + row.get(1);
            blocks.computeIfAbsent(block, b -> new ArrayList<>()).add(text(row.subList(HIDDEN, row.size())));
            assertThat(numbers.computeIfAbsent(block, b -> new HashSet<>()).add(row.get(2)))
                    .as("seed %d: row %s of block %s once", seed, row.get(2), block)
                    .isTrue();
            assertThat(row.get(3).toString()).endsWith("." + (101 + (Long) row.get(1)));
        }
        blocks.values().forEach(b -> b.sort(Comparator.naturalOrder()));
        return blocks;
    }

    private static String text(List<Object> row) {
        return Arrays.deepToString(row.stream().map(KeyedQueryTest::plain).toArray());
    }

    private static Object plain(Object value) {
        try {
            if (value instanceof java.sql.Array array) {
                return Arrays.toString((Object[]) array.getArray());
            } else if (value instanceof java.sql.Struct struct) {
                return Arrays.deepToString(struct.getAttributes());
            }
            return String.valueOf(value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fill(Duck duck, Random random) throws SQLException {
        duck.execute(
                "CREATE TABLE src (_feed VARCHAR, _part INTEGER, _off BIGINT, _row INTEGER, _at TIMESTAMP, id UINTEGER, "
                        + "k VARCHAR, v INTEGER, n INTEGER, t TIMESTAMP, tags UTINYINT[])");
        duck.execute("CREATE TABLE dim AS SELECT 'k' || range AS k, 'name' || range AS name FROM range(3)");
        int id = 0;
        for (int part = 0; part < 2; part++) {
            for (int off = 0; off < 2 + random.nextInt(3); off++) {
                int rows = 1 + random.nextInt(12);
                for (int row = 0; row < rows; row++) {
                    List<String> tags = new ArrayList<>();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        tags.add(Integer.toString(random.nextInt(4)));
                    }
                    duck.execute("INSERT INTO src VALUES ('log:src', " + part + ", " + off + ", " + row
                            + ", TIMESTAMP '2024-01-01 00:00:00." + (101 + off) + "', " + id++ + ", 'k"
                            + random.nextInt(4)
                            + "', " + random.nextInt(10) + ", " + (random.nextBoolean() ? "NULL" : random.nextInt(10))
                            + ", TIMESTAMP '2024-01-01 00:00:00' + to_minutes(" + random.nextInt(300) + "), ["
                            + String.join(", ", tags) + "])");
                }
            }
        }
    }

    @Test
    void nowIsTheTimeOfTheBlock() throws SQLException {
        TranslatedQuery query = dialect.translate(
                dialect.parse("SELECT k, now() AS seen, count() AS c FROM src GROUP BY k", "q", 1),
                tables,
                TranslationMode.keyed("src"));
        try (Duck duck = new Duck()) {
            fill(duck, new Random(1));
            assertThat(duck.rows(query.bind(t -> t)))
                    .allSatisfy(row -> assertThat(row.get(5)).hasToString("2024-01-01 00:00:00.0"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count() AS c FROM src",
                "SELECT id FROM src ORDER BY v LIMIT 3",
                "SELECT id FROM src WHERE v = (SELECT max(v) FROM src)",
                "SELECT name, src.id AS id FROM dim LEFT JOIN src ON src.k = dim.k",
                "SELECT name FROM dim WHERE k IN (SELECT k FROM src)",
                "SELECT k FROM src UNION ALL SELECT k FROM dim",
                "SELECT k FROM dim",
            })
    void whatCannotBeKeyedRunsBlockByBlock(String sql) throws SQLException {
        TranslatedQuery query = dialect.translate(dialect.parse(sql, "q", 1), tables, TranslationMode.keyed("src"));
        assertThat(query.keyed()).isFalse();
        try (Duck duck = new Duck()) {
            fill(duck, new Random(1));
            assertThat(duck.rows(query.bind(t -> t))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT k, quantileState(v) AS q FROM src GROUP BY k",
                "SELECT k, quantileStateForEach([v, v]) AS q FROM src GROUP BY k",
                "SELECT k, quantileStateArrayForEach([tags, tags]) AS q FROM src GROUP BY k",
                "SELECT k, quantileStateMap(map(k, v)) AS q FROM src GROUP BY k",
                "SELECT k, quantileStateResample(0, 10, 5)(v, n) AS q FROM src GROUP BY k",
                "SELECT k, quantileStateArgMax(v, v) AS q FROM src GROUP BY k",
                "SELECT k, quantileStateDistinct(v) AS q FROM src GROUP BY k",
                "SELECT k, arrayReduce('quantileState', [v, 1]) AS q FROM src",
                "SELECT quantileState(v) AS q FROM src",
                "SELECT quantileStateArray(tags) AS q FROM src",
                "SELECT quantileStateForEach(tags) AS q FROM src",
                "SELECT quantilesStateIf(0.5)(v, v > 2) AS q FROM (SELECT v FROM src LIMIT 4)",
            })
    void statesOfSamplesAreTheSameWhenABlockComesOnceMore(String sql) throws SQLException {
        TranslatedQuery query = dialect.translate(dialect.parse(sql, "q", 1), tables, TranslationMode.keyed("src"));
        try (Duck duck = new Duck()) {
            fill(duck, new Random(1));
            String rows = query.keyed() ? "src" : "(SELECT * FROM src WHERE _part = 0 AND _off = 0)";
            List<String> first = sorted(duck, query.bind(t -> rows));
            assertThat(first).isNotEmpty().isEqualTo(sorted(duck, query.bind(t -> rows)));
        }
    }

    private static List<String> sorted(Duck duck, String sql) throws SQLException {
        return duck.rows(sql).stream().map(KeyedQueryTest::text).sorted().toList();
    }

    @Test
    void nowOfABlockThatRunsAloneIsItsTime() throws SQLException {
        TranslatedQuery query = dialect.translate(
                dialect.parse("SELECT now() AS seen, count() AS c FROM src", "q", 1),
                tables,
                TranslationMode.keyed("src"));
        try (Duck duck = new Duck()) {
            fill(duck, new Random(1));
            String block = "(SELECT * FROM src WHERE _part = 0 AND _off = 0)";
            assertThat(duck.rows(query.bind(t -> block)).get(0).get(0)).hasToString("2024-01-01 00:00:00.0");
        }
    }
}
