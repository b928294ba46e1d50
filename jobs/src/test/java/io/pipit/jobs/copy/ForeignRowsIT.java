package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.copy.ForeignRows;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.Variables;
import io.pipit.core.project.foreign.AskedColumns;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of PostgreSQL come as they are there, whatever part of the work is left to it. */
class ForeignRowsIT {
    private static final String THINGS = "postgresql('app_db', 'things')";
    private static final String ALL = """
                `id` Int32,
                `a` Nullable(Int32),
                `b` Int64,
                `d` Nullable(Decimal(10, 2)),
                `n` Nullable(Decimal(38, 19)),
                `f` Nullable(Float64),
                `t` Nullable(String),
                `v` LowCardinality(Nullable(String)),
                `c` Nullable(String),
                `ok` Nullable(Bool),
                `dt` Nullable(Date),
                `ts` Nullable(DateTime64(6)),
                `tz` Nullable(DateTime64(3)),
                `u` Nullable(UUID),
                `js` Nullable(String),
                `l` Array(String),
                `w` Array(Int32),
                `by` Nullable(String)""";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static Connection application;
    private static Engine engine;
    private static EngineSession session;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        application = postgres.getPostgresDatabase().getConnection();
        execute("CREATE DOMAIN cents AS numeric(10,2)");
        execute(
                "CREATE TABLE things (id int PRIMARY KEY, a int, b bigint NOT NULL, d cents, n numeric, f float8, t text,"
                        + " v varchar(9), c char(3), ok boolean, dt date, ts timestamp, tz timestamptz, u uuid, js jsonb, l text[],"
                        + " w int[] NOT NULL, \"by\" bytea)");
        execute(
                "INSERT INTO things VALUES (1, NULL, 9223372036854775807, 12.50, 0.1, 'NaN', E'a\\r\\n\"q\" , \\\\N', 'x', 'y', true,"
                        + " '1944-05-06', '2026-01-02 03:04:05.123456', '2026-01-02 03:04:05.5+05', "
                        + "'123e4567-e89b-12d3-a456-426614174000', '{\"k\": [1, null]}', ARRAY['a,b', NULL, '\"'], '{1,NULL,3}', '\\x00ff')");
        execute("INSERT INTO things (id, b, t, w) VALUES (2, -1, '', '{}')");
        engine = Engine.open(new EngineConfig(1, 256L << 20, folder));
        session = engine.session();
    }

    @AfterAll
    static void stop() throws Exception {
        session.close();
        engine.close();
        application.close();
        postgres.close();
    }

    @Test
    void valuesOfAllTypesAndNullsComeAsTheyAre() {
        List<List<String>> rows = rows("SELECT * FROM " + THINGS + " WHERE id < 3 ORDER BY id");

        assertThat(rows.get(0))
                .containsExactly(
                        "1",
                        null,
                        "9223372036854775807",
                        "12.50",
                        "0.1000000000000000000",
                        "NaN",
                        "a\r\n\"q\" , \\N",
                        "x",
                        "y",
                        "true",
                        "1944-05-06",
                        "2026-01-02 03:04:05.123456",
                        "2026-01-01 22:04:05.5",
                        "123e4567-e89b-12d3-a456-426614174000",
                        "{\"k\": [1, null]}",
                        "['a,b', NULL, '\"']",
                        "[1, NULL, 3]",
                        "\\x00ff");
        assertThat(rows.get(1))
                .containsExactly(
                        "2", null, "-1", null, null, null, "", null, null, null, null, null, null, null, null, "[]",
                        "[]", null);
    }

    @Test
    void whatIsLeftToTheDatabaseChangesNoResult() throws SQLException {
        execute(
                "INSERT INTO things (id, a, b, d, t, c, ok, dt, ts, tz, u, w) SELECT i + 100, nullif(i % 7, 3), i % 11 - 5,"
                        + " (i % 9) / 4.0, (ARRAY['', 'a', 'A', 'ä', 'a ', E'o''x\\\\', 'NULL', NULL])[i % 8 + 1],"
                        + " (ARRAY['a', 'a ', NULL])[i % 3 + 1], nullif(i % 3, 2) = 1, date '2026-01-01' + i % 5,"
                        + " timestamp '2026-01-01' + i % 5 * interval '0.5 s', timestamptz '2026-01-01 00:00:00Z' + i % 5 * interval '0.5 s',"
                        + " md5((i % 4)::text)::uuid, '{}' FROM generate_series(1, 400) AS i");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int left = 0;
        for (int i = 0; i < 25; i++) {
            String where = condition(random);
            String ids = "SELECT id, b FROM " + THINGS + " AS th WHERE " + where + " ORDER BY id";
            PipeQueries queries =
                    queries("SELECT id, b FROM (SELECT * FROM " + THINGS + ") AS th WHERE " + where + " ORDER BY id");
            assertThat(queries.foreign().describe(queries.pipe("load", Map.of())))
                    .contains("18 of 18 columns", "all rows");
            List<List<String>> expected = rows(queries);
            PipeQueries pushed = queries(ids);
            left += pushed.foreign().describe(pushed.pipe("load", Map.of())).contains("the rows with") ? 1 : 0;
            assertThat(rows(pushed)).as("%s (seed %s)", where, seed).isEqualTo(expected);
        }
        assertThat(left).as("seed %s", seed).isGreaterThan(10);
    }

    @Test
    void conditionsGoAlongWhereTheyMeanTheSame() {
        assertThat(
                        left(
                                "a >= 3 AND 7 > b AND t IN ('x', 'o''x\\\\') AND dt = '2026-01-01' AND tz < '2026-01-02 00:00:00'"))
                .contains("6 of 18 columns", "as postgres")
                .endsWith("the rows with \"a\" >= (3) AND \"b\" < (7) AND \"t\" IN ('x', E'o''x\\\\') AND"
                        + " \"dt\" = date '2026-01-01' AND \"tz\" < timestamptz '2026-01-02 00:00:00 UTC'");
        assertThat(left("t > 'a' AND t <> 'b' AND c = 'a' AND n = 1 AND f < 2 AND a = 1.5 AND (a = 1 OR b = 2)"))
                .endsWith("all rows");
        assertThat(left("isNull(a) AND a + 1 = 2 AND js IS NOT NULL"))
                .endsWith("the rows with \"a\" IS NULL AND \"js\" IS NOT NULL");
        assertThat(describe("SELECT toInt32(0) AS id, th.b AS b FROM numbers(3) AS x LEFT JOIN " + THINGS
                        + " AS th ON th.b = x.number WHERE th.a IS NULL AND b = 1"))
                .endsWith("all rows");
        assertThat(describe("SELECT b + 1 AS id, b AS b FROM " + THINGS + " WHERE id = 5"))
                .as("the alias, not the column")
                .contains("1 of 18 columns")
                .endsWith("all rows");
    }

    @Test
    void whatIsTheSameInTheWholeRunIsComputedOnce() throws SQLException {
        execute("CREATE VIEW asked AS SELECT query AS said, timestamptz '2026-01-03 10:00:00Z' AS tz,"
                + " timestamp '2026-01-03 10:00:00' AS ts, date '2026-01-03' AS dt, 3 AS a, 'abc'::text AS t"
                + " FROM pg_stat_activity WHERE pid = pg_backend_pid()");

        assertThat(asked("", "tz >= now() - INTERVAL 1 DAY AND dt >= today() - 1 AND a = 1 + 2 AND t = lower('ABC')"))
                .contains(" WHERE \"tz\" >= timestamptz '2026-01-02 10:11:12 UTC' AND \"dt\" >= date '2026-01-02' AND"
                        + " \"a\" = (3) AND \"t\" = 'abc')");
        assertThat(asked("", "ts >= date_sub(DAY, 1, now()) AND ts >= toStartOfMonth(now()) AND dt < now64(6)"))
                .contains(
                        " WHERE \"ts\" >= timestamp '2026-01-02 10:11:12' AND \"ts\" >= timestamp '2026-01-01 00:00:00'"
                                + " AND \"dt\" < timestamp '2026-01-03 10:11:12.5')");
        assertThat(asked(
                        "WITH now() - INTERVAL 2 HOUR AS since, yesterday() AS day",
                        "tz > since AND dt IN (day, day + 1)"))
                .contains(" WHERE \"tz\" > timestamptz '2026-01-03 08:11:12 UTC' AND"
                        + " \"dt\" IN (date '2026-01-02', date '2026-01-03'))");
        assertThat(asked("", "tz > parseDateTimeBestEffort('2026-01-03T10:30:00+01:00')"))
                .contains(" WHERE \"tz\" > timestamptz '2026-01-03 09:30:00 UTC')");
        assertThat(asked("WITH ts AS since", "tz >= since AND ts > tz - INTERVAL 1 DAY AND rand() + a > -1"))
                .doesNotContain("WHERE");
        assertThat(left("tz >= now() - INTERVAL 1 DAY AND dt = toDate('2026-01-01')"))
                .endsWith("the rows with \"tz\" >= minus(now(), toIntervalDay(1)) AND \"dt\" = toDate('2026-01-01')");
        refused("SELECT id, b FROM " + THINGS + " WHERE tz > toDateTime('never')", ErrorCode.QUERY_FAILED, "never");
    }

    /** What the database was asked on 3 January at 10:11:12.5. */
    private static String asked(String with, String where) {
        PipeQueries queries = queries(with + " SELECT said FROM postgresql('app_db', 'asked') WHERE " + where);
        FrozenTime time = new FrozenTime(Instant.parse("2026-01-03T10:11:12.5Z").toEpochMilli() * 1_000);
        return rows(queries, time.of(queries.pipe("load", Map.of()))).get(0).get(0);
    }

    @Test
    void largeTablesComePieceByPiece() throws SQLException {
        execute("CREATE VIEW large AS SELECT i AS id, i::bigint AS b, repeat(md5(i::text), CASE WHEN i = 7 THEN 200000"
                + " ELSE 20 END) AS t FROM generate_series(1, 60000) AS i");

        assertThat(
                        rows(
                                "SELECT id, b FROM (SELECT count() AS id, sum(length(t)) AS b FROM postgresql('app_db', 'large'))"))
                .containsExactly(List.of("60000", Long.toString(59_999L * 640 + 6_400_000)));
    }

    @Test
    void aConnectionThatIsCutIsSaid() throws SQLException {
        execute(
                "CREATE VIEW cut AS SELECT i AS id, CASE WHEN i = 30000 THEN pg_terminate_backend(pg_backend_pid())::int ELSE i"
                        + " END::bigint AS b FROM generate_series(1, 60000) AS i");

        refused("SELECT id, b FROM postgresql('app_db', 'cut')", ErrorCode.SOURCE_UNAVAILABLE, "run it again");
    }

    @Test
    void whatIsWrongIsSaid() throws SQLException {
        refused("SELECT id, b FROM postgresql('app_db', 'thing')", ErrorCode.SOURCE_INVALID, "Did you mean 'things'?");
        refused("SELECT id, bb AS b FROM " + THINGS, ErrorCode.UNKNOWN_COLUMN, "'b'");
        refused("SELECT id, t AS b, a AS x FROM " + THINGS, ErrorCode.INVALID_PROJECT, "'x' is not a column");
        refused(
                "SELECT id, b FROM postgresql('127.0.0.1:" + postgres.getPort()
                        + "', 'postgres', 'things', 'nobody', 'Pa55word')",
                ErrorCode.SOURCE_INVALID,
                "nobody");
        refused(
                "SELECT id, b FROM postgresql('127.0.0.1:1', 'postgres', 'things', 'postgres', 'Pa55word')",
                ErrorCode.SOURCE_UNAVAILABLE,
                "cannot be reached");
        refused(
                "SELECT id, b FROM postgresql('app_db', 'things', 'other')",
                ErrorCode.SOURCE_INVALID,
                "'other.things'");
        execute("CREATE TABLE odd (id int, b numeric, ts timestamp)");
        execute("INSERT INTO odd VALUES (1, 1e30, 'infinity')");
        refused(
                "SELECT id, toInt64(b) AS b FROM postgresql('app_db', 'odd')",
                ErrorCode.SOURCE_INVALID,
                "does not fit");
        refused(
                "SELECT id, toInt64(toUnixTimestamp(ts)) AS b FROM postgresql('app_db', 'odd')",
                ErrorCode.SOURCE_INVALID,
                "infinity is no time");
    }

    private static void refused(String sql, ErrorCode code, String said) {
        assertThatThrownBy(() -> rows(sql))
                .isInstanceOfSatisfying(
                        PipitException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(said)
                .hasMessageNotContaining("Pa55word");
    }

    private static String condition(Random random) {
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            parts.add(atom(random));
        }
        return String.join(" AND ", parts);
    }

    private static String atom(Random random) {
        String sign = one(random, "=", "!=", "<", "<=", ">", ">=");
        String text = one(random, "''", "'a'", "'A'", "'ä'", "'a '", "'o''x\\\\'", "'NULL'");
        return switch (random.nextInt(20)) {
            case 0 -> "a " + sign + " " + random.nextInt(8);
            case 1 -> random.nextInt(-6, 7) + " " + sign + " b";
            case 2 -> "d " + sign + " " + one(random, "0", "1", "1.25", "2");
            case 3 -> "t " + sign + " " + text;
            case 4 -> "t IN (" + text + ", 'a', 'zz')";
            case 5 -> "c " + one(random, "=", "!=") + " " + one(random, "'a'", "'a '", "'b'");
            case 6 -> "dt " + sign + " '2026-01-0" + random.nextInt(1, 7) + "'";
            case 7 -> "ts " + sign + " '2026-01-01 00:00:0" + random.nextInt(3) + "'";
            case 8 -> "tz " + sign + " '2026-01-01 00:00:0" + random.nextInt(3) + ".500'";
            case 9 -> one(random, "a", "d", "t", "ok", "tz", "u") + one(random, " IS NULL", " IS NOT NULL");
            case 10 -> "ok = " + one(random, "true", "false", "1");
            case 11 -> "ts " + sign + " toDateTime('2026-01-01 00:00:0" + random.nextInt(3) + "')";
            case 12 -> "tz " + sign + " toDate('2026-01-01') + INTERVAL " + random.nextInt(4) + " SECOND";
            case 13 -> "tz " + sign + " toDateTime('2026-01-01 01:00:01', 'Europe/Berlin')";
            case 14 -> "dt " + sign + " addDays(toDate('2026-01-01'), " + random.nextInt(6) + ")";
            case 15 ->
                "dt " + sign + " toDateTime('2026-01-02 00:00:0" + random.nextInt(2) + "'"
                        + one(random, "", ", 'Europe/Berlin'") + ")";
            case 16 -> "ts " + sign + " toDate('2026-01-01')";
            case 17 -> "a " + sign + " 2 + " + random.nextInt(5);
            case 18 -> "t = " + one(random, "lower('A')", "concat('o', '\\'x\\\\')");
            default -> "u = toUUID('cfcd2084-95d5-65ef-66e7-dff9f98764da')";
        };
    }

    private static String one(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private static String left(String where) {
        return describe("SELECT id, b FROM " + THINGS + " WHERE " + where);
    }

    private static String describe(String sql) {
        PipeQueries queries = queries(sql);
        return queries.foreign().describe(queries.pipe("load", Map.of()));
    }

    private static List<List<String>> rows(String sql) {
        return rows(queries(sql));
    }

    private static List<List<String>> rows(PipeQueries queries) {
        return rows(queries, queries.pipe("load", Map.of()));
    }

    private static List<List<String>> rows(PipeQueries queries, TranslatedQuery query) {
        try (ForeignRows foreign = new ForeignRows(queries.foreign(), new JdbcConnections())) {
            foreign.bring(session, query);
        }
        return session.query(query.bind(EngineSession::quoted), result -> {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object value = result.getObject(i);
                    row.add(value == null ? null : result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        });
    }

    private static PipeQueries queries(String sql) {
        TreeMap<String, String> files = new TreeMap<>();
        files.put(
                "connections/app_db.connection",
                "TYPE postgres\nPOSTGRES_HOST 127.0.0.1\nPOSTGRES_PORT " + postgres.getPort()
                        + "\nPOSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\n");
        files.put(
                "datasources/dims.datasource",
                "SCHEMA >\n" + schema(sql) + "\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"tuple()\"\n");
        files.put(
                "pipes/load.pipe",
                "NODE n\nSQL >\n    " + sql + "\nTYPE copy\nTARGET_DATASOURCE dims\nCOPY_MODE replace\n");
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(new ProjectFiles(files, Variables.NONE));
        Plan plan = compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));
        return new PipeQueries(plan, new AskedColumns(new JdbcConnections()));
    }

    private static String schema(String sql) {
        if (sql.startsWith("SELECT *")) {
            return ALL;
        }
        return sql.contains("SELECT said") ? "    said String" : "    id Int64,\n    b Int64";
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = application.createStatement()) {
            statement.execute(sql);
        }
    }
}
