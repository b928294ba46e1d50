package io.pipit.jobs.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.PositionVector;
import io.pipit.core.block.engine.ResultMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.reconcile.ReconcileRequest.Deletion;
import io.pipit.jobs.reconcile.ReconcileRequest.Repair;
import io.pipit.jobs.reconcile.ReconcileRun.State;
import io.pipit.jobs.reconcile.shown.ShownRows;
import io.pipit.jobs.store.JobsDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run ends with is noted as soon as the database of runs is back, and nothing else is made of it. */
class ReconcileRunsTest {
    private static final int TIMES_AWAY = 2;

    /** Of a data source that nobody has sent anything to. */
    private static final ShownRows NOTHING = new ShownRows() {
        @Override
        public PositionVector accepted(String dataSource) {
            return PositionVector.START;
        }

        @Override
        public void awaitShown(PositionVector position) {}

        @Override
        public <T> T ask(TranslatedQuery query, PositionVector atLeast, ResultMapper<T> mapper) {
            throw new UnsupportedOperationException("no run comes so far");
        }
    };

    @TempDir
    Path folder;

    private final List<State> told = new CopyOnWriteArrayList<>();
    private JobsDatabase database;
    private ReconcileStore store;

    @BeforeEach
    void open() {
        database = JobsDatabase.open(JobsStack.h2(folder.resolve("jobs")), "", "");
        store = new ReconcileStore(database);
        store.watch(run -> {
            told.add(run.state());
            if (run.ended() && told.stream().filter(run.state()::equals).count() <= TIMES_AWAY) {
                throw new PipitException(ErrorCode.CATALOG_UNAVAILABLE, "it is away");
            }
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRunThatWasDoneIsDone() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                ReconcileRuns runs = runs(postgres.getPort())) {
            try (Connection application = postgres.getPostgresDatabase().getConnection();
                    Statement statement = application.createStatement()) {
                statement.execute("CREATE TABLE events (id text, created_at timestamptz NOT NULL)");
            }
            ReconcileRequest nothing = ReconcileRequest.cleanup("events", Deletion.NONE, Repair.NOTHING);
            assertEnd(runs, runs.start(nothing, List.of("a")), State.DONE);
        }
    }

    @Test
    void aRunThatFailedHasFailed() {
        try (ReconcileRuns runs = runs(1)) {
            ReconcileRun run = assertEnd(runs, runs.start(day()), State.ERROR);
            assertThat(run.errorCode()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE.name());
        }
    }

    @Test
    void aRunThatWasCancelledIsCancelled() {
        try (ReconcileRuns runs = runs(1)) {
            ReconcileRun run = runs.start(day());
            Await.until(
                    "it rests", () -> !runs.find(run.id()).orElseThrow().error().isEmpty());
            runs.cancel(run.id());
            assertEnd(runs, run, State.CANCELLED);
        }
    }

    private ReconcileRun assertEnd(ReconcileRuns runs, ReconcileRun run, State end) {
        ReconcileRun ended =
                runs.ended(run.id()).orTimeout(120, TimeUnit.SECONDS).join();
        assertThat(ended.state()).as(ended.error()).isEqualTo(end);
        assertThat(store.find(run.id())).contains(ended);
        assertThat(store.open()).isEmpty();
        assertThat(told.subList(told.indexOf(end), told.size()))
                .containsOnly(end)
                .hasSize(TIMES_AWAY + 1);
        return ended;
    }

    /** With a database at a port. No run puts rows in, or looks at views. */
    private ReconcileRuns runs(int port) {
        Plan plan = JobsStack.compile(ProjectFiles.of(project(port)));
        ReconcileWork work = new ReconcileWork(
                new JdbcConnections(Path.of("drivers")), NOTHING, null, store, (table, condition, how) -> 0, null);
        return new ReconcileRuns(store, work, () -> plan, Clock.systemUTC());
    }

    private static ReconcileRequest day() {
        return ReconcileRequest.reconcile("events", 0, 86_400_000_000L, Repair.NOTHING);
    }

    private static Map<String, String> project(int port) {
        return Map.of(
                "datasources/events.datasource",
                """
                SCHEMA >
                    `event_id` String `json:$.id`,
                    `at` DateTime64(3) `json:$.at`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "at"
                """,
                "connections/app_db.connection",
                "TYPE postgres\nPOSTGRES_HOST 127.0.0.1\nPOSTGRES_PORT " + port
                        + "\nPOSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\nPOSTGRES_PASSWORD postgres\n",
                "reconcile/events.yaml",
                """
                connection: app_db
                table: events
                id: id
                time: created_at
                datasource: events
                grace: 0s
                columns:
                  event_id: id
                  at: created_at
                """);
    }
}
