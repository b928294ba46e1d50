package io.pipit.batch.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.TaskProgress;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.spread.Spread;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies of tables that are many times larger than the memory of their task. Short by default;
 * {@code -Dcopy.memory.rows=25000000 -Dcopy.memory.limit=134217728} is 2.6 GB of rows at 128 MB, and
 * {@code -Dcopy.memory.rows=1300000 -Dcopy.memory.width=60} with the same limit as much of one wide column.
 */
class CopyMemoryTest {
    private static final long ROWS = Long.getLong("copy.memory.rows", 300_000);
    private static final long LIMIT = Long.getLong("copy.memory.limit", 24L << 20);
    private static final int THREADS = Integer.getInteger("copy.memory.threads", 1);
    private static final int WIDTH = Integer.getInteger("copy.memory.width", 1);
    private static final int FILES = Integer.getInteger("copy.memory.files", 8);
    private static final Map<String, String> COPIES = new TreeMap<>(Map.of(
            "grouped",
            "SELECT e.id AS id, max(e.user) AS user, sum(e.v) AS v, argMax(e.payload, e.v) AS payload FROM events AS e GROUP BY e.id",
            "hot",
            "SELECT max(e.id) AS id, e.user AS user, toInt64(uniqExact(e.v)) AS v, max(e.payload) AS payload FROM events AS e GROUP BY e.user",
            "newest",
            "SELECT id, user, v, payload FROM versions",
            "running",
            "SELECT id, user, toInt64(row_number() OVER (PARTITION BY id ORDER BY v)) AS v, payload FROM events",
            "chosen",
            "SELECT id, user, v, payload FROM events LIMIT 1000000000",
            "sorted",
            "SELECT id, user, v, payload FROM events ORDER BY payload"));

    @TempDir
    Path folder;

    private LakeFixture lake;
    private Plan plan;

    @BeforeEach
    void open() {
        lake = new LakeFixture(folder);
        plan = new ProjectCompiler().compile(ProjectFiles.of(texts())).plan().orElseThrow();
        plan.tables().values().forEach(lake.lake::ensure);
        fill("events");
        fill("versions");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void everyCopyStaysWithinItsMemory() {
        for (String pipe : COPIES.keySet()) {
            PipeQueries queries = new PipeQueries(plan);
            TranslatedQuery query = queries.pipe(pipe, Map.of());
            CopySpec spec = spec(pipe);
            Path spill = folder.resolve("spill-" + pipe);
            try (Engine engine = Engine.open(new EngineConfig(THREADS, LIMIT, spill));
                    EngineSession session = engine.session()) {
                CopyOutcome outcome = new CopyWork(spec, plan, query, lake.lake, Clock.systemUTC(), new TaskProgress())
                        .orInParts(new CopyPart(spec, plan, query, queries.spread(pipe, Map.of()), lake.lake))
                        .run(session);
                assertThat(outcome.verdict()).as(pipe).isEqualTo(CopyOutcome.Verdict.COMMITTED);
            }
            assertThat(content(scan("t_" + pipe))).as(pipe).isEqualTo(content("(" + query.bind(this::merged) + ")"));
        }
    }

    @Test
    void partsOfPartsAreTheWhole() {
        PipitException full = new PipitException(ErrorCode.OUT_OF_MEMORY, "as if");
        for (String pipe : COPIES.keySet()) {
            PipeQueries queries = new PipeQueries(plan);
            if (queries.spread(pipe, Map.of()).kind() == Spread.Kind.ONE) {
                continue;
            }
            TranslatedQuery query = queries.pipe(pipe, Map.of());
            CopyPart part = new CopyPart(spec(pipe), plan, query, queries.spread(pipe, Map.of()), lake.lake);
            List<LakeFile> files = new ArrayList<>(part.smaller(lake.session, 0, 2, full));
            files.addAll(part.smaller(lake.session, 1, 2, full));
            String rows = scan(
                    "t_" + pipe,
                    files.stream()
                            .map(f -> new StoredFile(f.path(), f.rows(), f.bytes(), 0, ""))
                            .toList());
            assertThat(content(rows)).as(pipe).isEqualTo(content("(" + query.bind(this::merged) + ")"));
            assertThat(lake.session.queryLong("SELECT count(*) - count(DISTINCT _row) FROM " + rows))
                    .as("each row of %s has a number of its own", pipe)
                    .isZero();
        }
    }

    /** A number that is the same for the same rows. */
    private String content(String rows) {
        return lake.session.query(
                "SELECT count(*) || ' ' || sum(hash(id::UBIGINT, \"user\", v::BIGINT, payload)) FROM " + rows + " AS r",
                result -> {
                    result.next();
                    return result.getString(1);
                });
    }

    private String merged(String table) {
        return new MergeSql().merged(plan.table(table).orElseThrow(), scan(table), false);
    }

    private String scan(String table) {
        return scan(table, lake.lake.find(table).orElseThrow().refresh().files());
    }

    private String scan(String table, List<StoredFile> files) {
        return lake.lake.find(table).orElseThrow().scanSql(plan.table(table).orElseThrow(), files);
    }

    private CopySpec spec(String pipe) {
        Map<String, Long> snapshots = new TreeMap<>();
        plan.tables()
                .keySet()
                .forEach(name -> snapshots.put(
                        name, lake.lake.find(name).orElseThrow().refresh().snapshotId()));
        return new CopySpec(
                plan.files(),
                lake.config(),
                pipe,
                Map.of(),
                CopyPlan.Mode.REPLACE,
                "run-" + pipe,
                "",
                Repetition.NO_OP,
                1_767_225_600_000_000L,
                "topic:0=9",
                snapshots,
                new EngineBounds(THREADS, LIMIT),
                1);
    }

    private void fill(String table) {
        TableSpec spec = plan.table(table).orElseThrow();
        LakeTable held = lake.lake.find(table).orElseThrow();
        for (long i = 0; i < FILES; i++) {
            String rows = "SELECT 'log:" + table + "' AS _feed, 0 AS _part, range::BIGINT AS _off, 0 AS _row,"
                    + " TIMESTAMP '2026-01-01 00:00:00' AS _at, (hash(range) % " + ROWS / 2 + ")::UBIGINT AS id,"
                    + " CASE WHEN range % 2 = 0 THEN 'hot' ELSE 'u' || (range % 50000) END AS \"user\", range::BIGINT AS v,"
                    + " repeat(md5(range::VARCHAR), " + WIDTH
                    + ") || 'p' AS payload FROM range(" + ROWS * i / FILES + ", "
                    + ROWS * (i + 1) / FILES + ")";
            held.commit(new TableChange(
                    held.write(lake.session, spec, rows), List.of(), CoveragePlan.set(coverage -> coverage), "speed"));
        }
    }

    private static Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        texts.put("datasources/events.datasource", table("MergeTree", " `json:$.%s`"));
        texts.put("datasources/versions.datasource", table("ReplacingMergeTree\"\nENGINE_VER \"v", " `json:$.%s`"));
        COPIES.forEach((name, sql) -> {
            texts.put("datasources/t_" + name + ".datasource", table("MergeTree", ""));
            texts.put(
                    "copies/" + name + ".pipe",
                    "NODE made\nSQL >\n    " + sql + "\n\nTYPE copy\nTARGET_DATASOURCE t_" + name
                            + "\nCOPY_MODE replace\n");
        });
        return texts;
    }

    private static String table(String engine, String path) {
        return "SCHEMA >\n    `id` UInt64" + path.replace("%s", "id") + ",\n    `user` String"
                + path.replace("%s", "user") + ",\n    `v` Int64" + path.replace("%s", "v") + ",\n    `payload` String"
                + path.replace("%s", "payload") + "\n\nENGINE \"" + engine + "\"\nENGINE_SORTING_KEY \"id\"\n";
    }
}
