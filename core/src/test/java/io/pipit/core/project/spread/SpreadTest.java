package io.pipit.core.project.spread;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.spread.Spread.Kind;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a query together give what the whole gives. */
class SpreadTest {
    private static final int QUERIES = 120;
    private static final String COLUMNS = """
            SCHEMA >
                `a` String `json:$.a`,
                `b` Nullable(Int32) `json:$.b`,
                `c` DateTime `json:$.c`,
                `n` Int64 `json:$.n`

            """;

    @TempDir
    Path folder;

    private Engine engine;
    private EngineSession session;

    @BeforeEach
    void start() {
        engine = Engine.open(new EngineConfig(1, 256 << 20, folder));
        session = engine.session();
        for (String table : List.of("events", "latest")) {
            session.execute(
                    "CREATE TABLE " + table + "_rows AS SELECT 'log:" + table + "' AS _feed, (i % 2)::INTEGER AS _part,"
                            + " (i // 7)::BIGINT AS _off, (i % 7)::INTEGER AS _row, TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS _at,"
                            + " 'a' || (hash(i) % 11) AS a, CASE WHEN hash(i, 1) % 5 = 0 THEN NULL ELSE (hash(i, 2) % 4)::INTEGER END AS b,"
                            + " TIMESTAMP '2026-01-01' + INTERVAL (hash(i, 3) % 90) HOUR AS c, i::BIGINT AS n FROM range(600) AS r(i)");
        }
    }

    @AfterEach
    void stop() {
        session.close();
        engine.close();
    }

    private static Plan plan(String sql) {
        Map<String, String> texts = new TreeMap<>();
        texts.put("datasources/events.datasource", COLUMNS + "ENGINE MergeTree\nENGINE_SORTING_KEY a\n");
        texts.put(
                "datasources/latest.datasource",
                COLUMNS + "ENGINE ReplacingMergeTree\nENGINE_VER n\nENGINE_SORTING_KEY a, c\n");
        texts.put("endpoints/q.pipe", "NODE q\nSQL >\n    " + sql + "\n\nTYPE endpoint\n");
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(ProjectFiles.of(texts));
        return compiled.plan().orElseThrow(() -> new AssertionError(sql + "\n" + compiled.problems()));
    }

    private Kind check(String sql) {
        Plan plan = plan(sql);
        PipeQueries queries = new PipeQueries(plan);
        Spread spread = queries.spread("q", Map.of());
        if (spread.kind() == Kind.ONE) {
            assertThat(spread.why()).as(sql).isNotEmpty();
            return spread.kind();
        }
        TranslatedQuery query = queries.pipe("q", Map.of());
        for (int parts : new int[] {2, 5}) {
            String whole = query.bind(table -> merged(plan, table, "(SELECT * FROM " + table + "_rows)"));
            String together = IntStream.range(0, parts)
                    .mapToObj(part ->
                            "(" + query.bind(table -> merged(plan, table, part(spread, table, part, parts))) + ")")
                    .collect(Collectors.joining(" UNION ALL "));
            session.execute("CREATE OR REPLACE TEMP TABLE whole AS " + whole);
            session.execute("CREATE OR REPLACE TEMP TABLE parts AS SELECT * FROM (" + together + ")");
            assertThat(session.queryLong("SELECT count(*) FROM ((SELECT * FROM whole EXCEPT ALL SELECT * FROM parts)"
                            + " UNION ALL (SELECT * FROM parts EXCEPT ALL SELECT * FROM whole))"))
                    .as("%s in %s parts: %s", sql, parts, spread.describe())
                    .isZero();
        }
        return spread.kind();
    }

    private static String part(Spread spread, String table, int part, int parts) {
        return spread.kind() == Kind.BY_FILE
                ? "(SELECT * FROM " + table + "_rows WHERE _off % " + parts + " = " + part + ")"
                : spread.part("(SELECT * FROM " + table + "_rows)", part, parts, 0);
    }

    private static String merged(Plan plan, String table, String rows) {
        TableSpec spec = plan.table(table).orElseThrow();
        return new MergeSql().merged(spec, rows, false);
    }

    @Test
    void queriesWithKeysAreDividedByThem() {
        assertThat(check("SELECT a, count() AS x FROM events GROUP BY a")).isEqualTo(Kind.BY_KEY);
        assertThat(check("SELECT b, toDate(c) AS d, sum(n) AS x FROM events GROUP BY b, d"))
                .isEqualTo(Kind.BY_KEY);
        assertThat(check("SELECT a, n FROM events WHERE n % 3 = 0")).isEqualTo(Kind.BY_FILE);
        assertThat(check("SELECT * FROM latest")).isEqualTo(Kind.BY_KEY);
        assertThat(check("SELECT a, row_number() OVER (PARTITION BY a ORDER BY n) AS r FROM events"))
                .isEqualTo(Kind.BY_KEY);
        assertThat(check("SELECT a, n FROM events ORDER BY n DESC LIMIT 3 BY a"))
                .isEqualTo(Kind.BY_KEY);
        assertThat(check("SELECT a, n FROM events WHERE n > 3 UNION ALL SELECT lower(a), 0 FROM events"))
                .isEqualTo(Kind.BY_FILE);
        assertThat(check("SELECT a, n FROM events UNION ALL SELECT a, sum(n) FROM events GROUP BY a"))
                .isEqualTo(Kind.BY_KEY);
        assertThat(check("SELECT a, n FROM events UNION ALL SELECT a, n FROM latest"))
                .isEqualTo(Kind.ONE);
        assertThat(check("SELECT a, n FROM events ORDER BY n LIMIT 3")).isEqualTo(Kind.ONE);
        assertThat(check("SELECT b, count() AS x FROM (SELECT a, argMax(b, n) AS b FROM events GROUP BY a) GROUP BY b"))
                .isEqualTo(Kind.ONE);
        assertThat(
                        check(
                                "SELECT e.a AS a, count() AS x FROM events AS e INNER JOIN latest AS l ON e.a = l.a GROUP BY a"))
                .isEqualTo(Kind.ONE);
        assertThat(check("SELECT a, rand() AS x FROM events")).isEqualTo(Kind.ONE);
        assertThat(check("SELECT sum(n) AS x FROM events")).isEqualTo(Kind.ONE);
    }

    @Test
    void partsOfRandomQueriesGiveWhatTheWholeGives() {
        long seed = Long.getLong("spread.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
        for (int i = 0; i < QUERIES; i++) {
            String sql = query(random, random.nextInt(3));
            try {
                seen.merge(check(sql), 1, Integer::sum);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + sql, e);
            }
        }
        assertThat(seen).as("seed %s", seed).containsKeys(Kind.BY_KEY, Kind.ONE);
    }

    /** A query whose result has the columns a, b, c and n. */
    private static String query(Random random, int depth) {
        String source = depth == 0 ? pick(random, "events", "latest") : "(" + query(random, depth - 1) + ")";
        String from = "(SELECT * FROM " + source + pick(random, "", " WHERE n % 3 <> 1", " WHERE a < 'a5'") + ")";
        String key = pick(random, "a", "b", "a, b", "a, c");
        return switch (random.nextInt(7)) {
            case 0 -> "SELECT a, b, c, n + 1 AS n FROM " + from;
            case 1 -> grouped(key, from);
            case 2 ->
                "SELECT a, b, c, w AS n FROM (SELECT a, b, c, sum(n) OVER (PARTITION BY " + key
                        + " ORDER BY n, a, b, c ROWS UNBOUNDED PRECEDING) AS w FROM " + from + ")";
            case 3 -> "SELECT DISTINCT a, b, c, toInt64(0) AS n FROM " + from;
            case 4 -> "SELECT a, b, c, n FROM " + from + " ORDER BY n, a, b, c LIMIT 2 BY " + key;
            case 5 ->
                "SELECT a, b, c, n FROM " + from + pick(random, " UNION ALL ", " UNION DISTINCT ")
                        + pick(random, "SELECT a, b, c, n + 1 AS n FROM " + from, grouped(key, from));
            default -> "SELECT lower(a) AS a, b, toStartOfDay(c) AS c, n FROM " + from;
        };
    }

    private static String grouped(String key, String from) {
        List<String> keys = List.of(key.split(", "));
        List<String> inner = new ArrayList<>();
        List<String> outer = new ArrayList<>();
        for (String column : List.of("a", "b", "c")) {
            inner.add(keys.contains(column) ? column : "max(" + column + ") AS m" + column);
            outer.add(keys.contains(column) ? column : "m" + column + " AS " + column);
        }
        return "SELECT " + String.join(", ", outer) + ", s AS n FROM (SELECT " + String.join(", ", inner)
                + ", sum(n) AS s FROM " + from + " GROUP BY " + key + ")";
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }
}
