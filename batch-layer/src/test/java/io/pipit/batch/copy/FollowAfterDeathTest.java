package io.pipit.batch.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.TaskProgress;
import io.pipit.batch.copy.DyingCatalog.Death;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies between any two commits of a run: what comes next brings all views to the target. */
class FollowAfterDeathTest {
    /** Of the target and of the four tables of its views. */
    private static final int COMMITS_OF_A_RUN = 5;

    @TempDir
    Path folder;

    private LakeFixture fixture;
    private DyingCatalog catalog;
    private Lake lake;
    private Plan plan;
    private int events;
    private int runs;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        catalog = new DyingCatalog(fixture.config());
        lake = new Lake(catalog, fixture.config().warehouse());
        plan = new ProjectCompiler().compile(ProjectFiles.of(texts())).plan().orElseThrow();
        plan.tables().values().forEach(lake::ensure);
    }

    @AfterEach
    void close() {
        lake.close();
        fixture.close();
    }

    @Test
    void theSameRunGoesOn() {
        for (int commit = 1; commit < COMMITS_OF_A_RUN; commit++) {
            for (Mode mode : List.of(Mode.APPEND, Mode.REPLACE)) {
                String run = "run-" + runs++;
                send();
                dies(spec(mode, run, "key-" + run), commit);
                send();
                run(spec(mode, run, "key-" + run));
                assertViewsFollow(mode + ", died before commit " + commit);
            }
        }
    }

    @Test
    void anotherRunTakesTheViewsAlong() {
        for (int commit = 1; commit < COMMITS_OF_A_RUN; commit += 2) {
            send();
            dies(spec(Mode.REPLACE, "run-" + runs++, ""), commit);
            send();
            run(spec(Mode.APPEND, "run-" + runs++, ""));
            assertViewsFollow("died before commit " + commit);
        }
    }

    @Test
    void rowsOfAKeyAreReplacedOnce() {
        send();
        run(spec(Mode.APPEND, "first", "key"));
        for (int commit = 1; commit < COMMITS_OF_A_RUN; commit++) {
            String run = "run-" + runs++;
            send();
            dies(rerun(run), commit);
            run(rerun(run));
            assertThat(number("snapshot", "count(*)")).isEqualTo(events);
            assertViewsFollow("died before commit " + commit);
        }
    }

    private void dies(CopySpec spec, int commit) {
        catalog.dieBefore(commit);
        assertThatThrownBy(() -> run(spec)).isInstanceOf(Death.class);
        catalog.live();
    }

    private void run(CopySpec spec) {
        TranslatedQuery query = new PipeQueries(plan).pipe("snap", Map.of());
        new CopyWork(spec, plan, query, lake, Clock.systemUTC(), new TaskProgress()).run(fixture.session);
    }

    private CopySpec rerun(String run) {
        return spec(Mode.APPEND, run, "key", Repetition.REPLACE_ROWS);
    }

    private CopySpec spec(Mode mode, String run, String key) {
        return spec(mode, run, key, Repetition.NO_OP);
    }

    private CopySpec spec(Mode mode, String run, String key, Repetition repetition) {
        Map<String, Long> snapshots = new TreeMap<>();
        plan.tables()
                .keySet()
                .forEach(name -> snapshots.put(
                        name, lake.find(name).orElseThrow().refresh().snapshotId()));
        return new CopySpec(
                plan.files(),
                fixture.config(),
                "snap",
                Map.of(),
                mode,
                run,
                key,
                repetition,
                1_767_225_600_000_000L,
                "topic:0=" + events,
                snapshots,
                new EngineBounds(1, 256 << 20),
                1);
    }

    /** An event, as the speed layer commits it into its table and those of its views. */
    private void send() {
        String user = "'u' || " + events % 3 + " AS \"user\"";
        commit("events", Feed.log("events"), user + ", " + events + "::BIGINT AS n");
        commit("all_users", Feed.view("from_events", "from_events"), user + ", 'event' AS origin");
        commit("seen", Feed.view("of_all", "of_all"), user + ", 'event' AS origin");
        events++;
    }

    private void commit(String table, String feed, String columns) {
        TableSpec spec = plan.table(table).orElseThrow();
        LakeTable held = lake.find(table).orElseThrow();
        String rows = "SELECT '" + feed + "' AS _feed, 0 AS _part, " + events
                + "::BIGINT AS _off, 0 AS _row, TIMESTAMP '2026-01-01 00:00:00' AS _at, " + columns;
        held.commit(new TableChange(
                held.write(fixture.session, spec, rows), List.of(), CoveragePlan.set(coverage -> coverage), "speed"));
    }

    private void assertViewsFollow(String when) {
        long rows = number("snapshot", "count(*)");
        String content = "coalesce(sum(hash(upper(\"user\"), n)) % 1000000007, 0)::BIGINT";
        assertThat(number("loud", content)).as(when).isEqualTo(number("snapshot", content));
        assertThat(number("loud", "count(*)")).as(when).isEqualTo(rows);
        String total = "coalesce(sum(%s * (1 + right(\"user\", 1)::INTEGER)), 0)::BIGINT";
        assertThat(number("sums", total.formatted("total")))
                .as(when)
                .isEqualTo(number("snapshot", total.formatted("n")));
        for (String table : List.of("all_users", "seen")) {
            assertThat(number(table, "count(*) FILTER (WHERE origin = 'copy')"))
                    .as("%s in %s", when, table)
                    .isEqualTo(rows);
            assertThat(number(table, "count(*) FILTER (WHERE origin = 'event')"))
                    .as("%s in %s", when, table)
                    .isEqualTo(events);
        }
    }

    private long number(String table, String expression) {
        TableSpec spec = plan.table(table).orElseThrow();
        LakeTable held = lake.find(table).orElseThrow();
        String rows = held.scanSql(spec, held.refresh().files());
        return fixture.session.queryLong(
                "SELECT " + expression + " FROM " + new MergeSql().merged(spec, rows, false) + " AS r");
    }

    private static Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        texts.put("datasources/events.datasource", """
                SCHEMA >
                    `user` String `json:$.user`,
                    `n` Int64 `json:$.n`

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        texts.put("datasources/snapshot.datasource", table("MergeTree", "`n` Int64"));
        texts.put(
                "datasources/sums.datasource",
                table("AggregatingMergeTree", "`total` SimpleAggregateFunction(sum, Int64)"));
        texts.put("datasources/loud.datasource", table("MergeTree", "`n` Int64"));
        texts.put("datasources/all_users.datasource", table("MergeTree", "`origin` String"));
        texts.put("datasources/seen.datasource", table("MergeTree", "`origin` String"));
        texts.put("copies/snap.pipe", """
                NODE snap
                SQL >
                    SELECT user, n FROM events

                TYPE copy
                TARGET_DATASOURCE snapshot
                """);
        texts.put(
                "materializations/summed.pipe",
                view("summed", "SELECT user, sum(n) AS total FROM snapshot GROUP BY user", "sums"));
        texts.put(
                "materializations/louder.pipe", view("louder", "SELECT upper(user) AS user, n FROM snapshot", "loud"));
        texts.put(
                "materializations/from_loud.pipe",
                view("from_loud", "SELECT user, 'copy' AS origin FROM loud", "all_users"));
        texts.put(
                "materializations/from_events.pipe",
                view("from_events", "SELECT user, 'event' AS origin FROM events", "all_users"));
        texts.put("materializations/of_all.pipe", view("of_all", "SELECT user, origin FROM all_users", "seen"));
        return texts;
    }

    private static String table(String engine, String column) {
        return """
                SCHEMA >
                    `user` String,
                    %s

                ENGINE "%s"
                ENGINE_SORTING_KEY "user"
                """.formatted(column, engine);
    }

    private static String view(String name, String sql, String target) {
        return """
                NODE %s
                SQL >
                    %s

                TYPE materialized
                DATASOURCE %s
                """.formatted(name, sql, target);
    }
}
