package io.pipit.jobs.reconcile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.EngineBounds;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.EndlessJob;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.ReconcileRequest.Repair;
import io.pipit.jobs.reconcile.compare.Findings.Kind;
import io.pipit.jobs.reconcile.source.Times;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons as jobs on a cluster, beside the real speed job and PostgreSQL. */
class ReconcileJobIT {
    private static final Instant DAY = Instant.parse("2026-01-10T00:00:00Z");
    private static final long NOBODY_WAITS = 120;

    private static EmbeddedPostgres postgres;
    private static Connection application;
    private static JobsStack stack;
    private static ReconcileAttempt attempt;
    private static int days;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        postgres = EmbeddedPostgres.start();
        application = postgres.getPostgresDatabase().getConnection();
        execute("CREATE TABLE events (id text, created_at timestamptz NOT NULL, kind text, amount bigint)");
        stack = JobsStack.start(folder, project(postgres.getPort()));
        EdgeFinder edges = new EdgeFinder(stack.lake, stack.logs, stack.speed::cut, Duration.ofSeconds(60));
        attempt = new ReconcileAttempt(stack.cluster, stack.lakeConfig, edges, new EngineBounds(1, 128 << 20));
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        application.close();
        postgres.close();
    }

    /** What is in the log and not committed yet is no finding; what there is to find is told, and nothing is changed. */
    @Test
    void findsWhatDiffersOfWhatWasAccepted() throws Exception {
        Instant day = nextDay();
        List<Row> rows = rows(day, 60);
        insert(rows);
        List<Row> sent = new ArrayList<>(rows.subList(5, 60));
        sent.set(0, sent.get(0).withKind("other"));
        sent.add(rows.get(10));
        sent.add(new Row(day + "-extra", day.plusSeconds(70), "k", 1));
        send(sent);

        ReconcileOutcome found = attempt.compare(request(day).bothWays(), stack.plan(), List.of());

        assertThat(found.compared()).isEqualTo(60);
        assertThat(found.ids(Kind.MISSING)).containsExactlyElementsOf(ids(rows.subList(0, 5)));
        assertThat(found.ids(Kind.DIFFERING)).containsExactly(rows.get(5).id());
        assertThat(found.ids(Kind.DUPLICATED)).containsExactly(rows.get(10).id());
        assertThat(found.ids(Kind.EXTRA)).containsExactly(day + "-extra");
        assertThat(FoundText.of(found, true))
                .startsWith(
                        "60 rows compared, 5 missing, 1 not in the database, 1 shown more than once, 1 with other contents",
                        "Rows missing:",
                        "  " + rows.get(0).id());
        assertThat(attempt.compare(request(day), stack.plan(), List.of()).ids(Kind.MISSING))
                .as("it changes nothing")
                .hasSize(5);
    }

    @Test
    void tellsOfRandomRowsWhatASetDifferenceTells() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Instant day = nextDay();
        List<Row> rows = rows(day, 1 + random.nextInt(3_000));
        insert(rows);
        SortedSet<String> missing = new TreeSet<>();
        List<Row> sent = new ArrayList<>();
        int lost = 1 + random.nextInt(40);
        for (Row row : rows) {
            if (random.nextInt(lost) == 0) {
                missing.add(row.id());
            } else {
                sent.add(row);
            }
        }
        send(sent);

        ReconcileOutcome found = attempt.compare(request(day), stack.plan(), List.of());

        assertThat(found.compared()).isEqualTo(rows.size());
        assertThat(new TreeSet<>(found.ids(Kind.MISSING))).isEqualTo(missing);
        assertThat(found.count(Kind.MISSING)).isEqualTo(missing.size());
    }

    /** The job waits for its slot when rows come to both sides, later than the snapshot that it compares with. */
    @Test
    void whatComesBetweenEdgeAndComparisonIsNotMissing() throws Exception {
        Instant day = nextDay();
        List<Row> rows = rows(day, 20);
        insert(rows.subList(0, 10));
        send(rows.subList(0, 9));
        JobID holder = stack.cluster.submit(EndlessJob.named("has the slot"));
        Await.until("no slot is free", () -> stack.cluster.slotsNow() == 0);
        CompletableFuture<ReconcileOutcome> compared =
                CompletableFuture.supplyAsync(() -> attempt.compare(request(day), stack.plan(), List.of()));
        Await.until("the job waits", () -> !stack.cluster.waiting().isEmpty());

        insert(rows.subList(10, 20));
        send(rows.subList(10, 20));
        stack.cluster.cancel(holder);

        ReconcileOutcome found = compared.get(NOBODY_WAITS, TimeUnit.SECONDS);
        assertThat(found.compared()).isEqualTo(20);
        assertThat(found.ids(Kind.MISSING)).containsExactly(rows.get(9).id());
        assertThat(found.count(Kind.MISSING)).isEqualTo(1);
    }

    /** Rows that are younger than the grace of their definition may be on their way. */
    @Test
    void whatIsYoungIsPending() throws Exception {
        Instant now = Instant.now();
        insert(List.of(
                new Row("young", now.minusSeconds(60), "k", 1), new Row("old", now.minusSeconds(7_200), "k", 1)));
        ReconcileRequest request = ReconcileRequest.reconcile(
                "patient", Times.micros(now.minusSeconds(10_000)), Times.micros(now), Repair.NOTHING);

        ReconcileOutcome found = attempt.compare(request, stack.plan(), List.of());

        assertThat(found.ids(Kind.MISSING)).containsExactly("old");
        assertThat(found.count(Kind.PENDING)).isEqualTo(1);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        Instant day = nextDay();
        refused(named("evnts", day), ErrorCode.UNKNOWN_RESOURCE, "Did you mean 'events'?");
        refused(named("unreachable", day), ErrorCode.SOURCE_UNAVAILABLE, "cannot be reached");
        refused(named("mistaken", day), ErrorCode.SOURCE_INVALID, "Did you mean 'kind'?");
        insert(List.of(new Row("twice", day, "k", 1), new Row("twice", day, "k", 1)));
        refused(named("events", day), ErrorCode.SOURCE_INVALID, "more than once");
    }

    /** A comparison that is ended leaves no query in the database. */
    @Test
    void aJobThatIsEndedAsksTheDatabaseNoMore() throws Exception {
        Instant day = nextDay();
        insert(rows(day, 3));
        CompletableFuture<ReconcileOutcome> compared =
                CompletableFuture.supplyAsync(() -> attempt.compare(named("slow", day), stack.plan(), List.of()));
        Await.until("the database works", () -> sleeping() > 0);
        CompletableFuture<Void> cancelled = CompletableFuture.runAsync(
                () -> stack.cluster.cancel(job("reconcile slow").orElseThrow().id()));

        try {
            Await.until("nobody asks", () -> sleeping() == 0);
        } finally {
            execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
        }
        cancelled.get(NOBODY_WAITS, TimeUnit.SECONDS);
        assertThatThrownBy(() -> compared.get(NOBODY_WAITS, TimeUnit.SECONDS)).hasCauseInstanceOf(PipitException.class);
    }

    /** A server that puts rows in is needed only where some are missing. */
    @Test
    void tooManyMissingRowsAreNotHandedOver() throws Exception {
        Instant day = nextDay();
        List<Row> rows = rows(day, 5);
        insert(rows);
        send(rows.subList(0, 2));
        ReconcileSubmission submission = new ReconcileSubmission(attempt, Optional.empty());
        ReconcileRequest repair = ReconcileRequest.reconcile(
                "events", Times.micros(day), Times.micros(day.plusSeconds(86_400)), Repair.MISSING);

        assertThatThrownBy(() -> submission.run(repair.withMaxMissing(2), stack.plan(), List.of()))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_MISSING))
                .hasMessageContaining("3 of 5 rows are missing");
        assertThat(submission.run(request(day), stack.plan(), List.of()))
                .startsWith("Reconciliation of events: 5 rows compared, 3 missing\nRows missing:\n  "
                        + rows.get(2).id());
        send(rows.subList(2, 5));
        assertThat(submission.run(repair, stack.plan(), List.of()))
                .isEqualTo("Reconciliation of events: 5 rows compared, 0 missing");
    }

    private static void refused(ReconcileRequest request, ErrorCode code, String message) {
        assertThatThrownBy(() -> attempt.compare(request, stack.plan(), List.of()))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private record Row(String id, Instant at, String kind, long amount) {
        Row withKind(String other) {
            return new Row(id, at, other, amount);
        }
    }

    /** A day of its own for each test, so that they may be run together. */
    private static Instant nextDay() {
        return DAY.plus(Duration.ofDays(days++));
    }

    private static List<Row> rows(Instant day, int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Row(day + "-" + i, day.plusSeconds(i), "k" + i % 3, i));
        }
        return rows;
    }

    private static List<String> ids(List<Row> rows) {
        return rows.stream().map(Row::id).toList();
    }

    private static ReconcileRequest request(Instant day) {
        return named("events", day);
    }

    private static ReconcileRequest named(String name, Instant day) {
        return ReconcileRequest.reconcile(
                name, Times.micros(day), Times.micros(day.plusSeconds(86_400)), Repair.NOTHING);
    }

    private static void send(List<Row> rows) {
        stack.send(
                "events",
                "SELECT id AS event_id, r.\"at\"::TIMESTAMP_MS AS \"at\", kind, amount::BIGINT AS amount FROM (VALUES "
                        + values(rows, "TIMESTAMP '%s'") + ") AS r(id, \"at\", kind, amount)");
    }

    private static void insert(List<Row> rows) throws SQLException {
        execute("INSERT INTO events VALUES " + values(rows, "timestamptz '%s+00'"));
    }

    private static String values(List<Row> rows, String time) {
        return String.join(
                ", ",
                rows.stream()
                        .map(row -> "('" + row.id() + "', " + time.formatted(Times.text(Times.micros(row.at()))) + ", '"
                                + row.kind() + "', " + row.amount() + ")")
                        .toList());
    }

    private static Optional<KnownJob> job(String name) {
        return stack.cluster.jobs().stream()
                .filter(job -> job.name().equals(name))
                .findFirst();
    }

    private static long sleeping() throws SQLException {
        try (Connection other = postgres.getPostgresDatabase().getConnection();
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                        + " 'pipit' AND state = 'active' AND wait_event = 'PgSleep'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = application.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Map<String, String> project(int port) {
        Map<String, String> texts = new TreeMap<>();
        texts.put("datasources/events.datasource", """
                SCHEMA >
                    `event_id` String `json:$.id`,
                    `at` DateTime64(3) `json:$.at`,
                    `kind` String `json:$.kind`,
                    `amount` Int64 `json:$.amount`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "at"
                """);
        texts.put("connections/app_db.connection", connection(port));
        texts.put("connections/nobody.connection", connection(1));
        texts.put("reconcile/events.yaml", definition("app_db"));
        texts.put("reconcile/patient.yaml", definition("app_db").replace("grace: 0s", "grace: 1h"));
        texts.put("reconcile/unreachable.yaml", definition("nobody"));
        texts.put("reconcile/mistaken.yaml", definition("app_db").replace("kind: kind", "kind: knd"));
        texts.put(
                "reconcile/slow.yaml",
                definition("app_db")
                        .replace("table: events", "query: SELECT * FROM events WHERE pg_sleep(600) IS NOT NULL"));
        return texts;
    }

    private static String connection(int port) {
        return "TYPE postgres\nPOSTGRES_HOST 127.0.0.1\nPOSTGRES_PORT " + port
                + "\nPOSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\nPOSTGRES_PASSWORD postgres\n";
    }

    private static String definition(String connection) {
        return """
                connection: %s
                table: events
                id: id
                time: created_at
                datasource: events
                grace: 0s
                columns:
                  event_id: id
                  at: created_at
                  kind: kind
                  amount: amount
                """.formatted(connection);
    }
}
