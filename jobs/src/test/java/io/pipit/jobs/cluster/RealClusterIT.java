package io.pipit.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.compact.CompactPolicy;
import io.pipit.core.config.ConfigReader;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.services.S3Server;
import io.pipit.core.services.ServiceProcess;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.NamedServices;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.install.Probe;
import io.pipit.jobs.flink.install.ProbeSpec;
import io.pipit.jobs.main.JobSubmission;
import io.pipit.jobs.main.Submission;
import io.pipit.jobs.main.SubmissionHistory;
import io.pipit.jobs.maintenance.CompactionWork;
import io.pipit.jobs.maintenance.StopSign;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JobManager and two TaskManagers as processes, with the {@code lib/} folder that a user prepares; catalog and runs in PostgreSQL, tables in
 * a bucket. Pipit's classes come with each job.
 */
class RealClusterIT {
    private static final int EVENTS_A_BLOCK = 50;
    private static final int BETWEEN_BLOCKS_MILLIS = 100;
    private static final int STEP = 1_000;
    private static final EngineBounds ENGINE = new EngineBounds(1, 128 << 20);

    @TempDir
    Path folder;

    private Map<String, String> settings;

    /** Under traffic a TaskManager is killed and the project is upgraded twice; every event is counted once in each table. */
    @Test
    void answersAreExactThroughAKilledTaskManagerAndAnUpgrade() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                ServiceProcess bucket = S3Server.with(folder.resolve("s3"), "lake");
                FlinkProcesses cluster = FlinkProcesses.start(folder.resolve("cluster"), 2)) {
            bucket.start();
            String database = postgres.getJdbcUrl("postgres", "postgres");
            settings = settings(database, bucket);
            NamedServices named = new NamedServices(ConfigReader.read(folder, Map.of(), settings));
            LakeConfig lake = new LakeConfig("jdbc", database, named.warehouse().orElseThrow(), named.lakeProperties());
            assertThat(new Probe(cluster.client()).run(new ProbeSpec("", Map.of(), lake)))
                    .isPositive();
            try (JobsStack stack = JobsStack.on(cluster.client(), database, lake, folder, CopyProject.TEXTS)) {
                run(cluster, stack);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(e.getMessage() + cluster.logs(), e);
            }
        }
    }

    private static Map<String, String> settings(String database, ServiceProcess bucket) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("catalog.uri", database);
        settings.put("warehouse.uri", "s3://lake/tables");
        settings.put("warehouse.endpoint", "http://" + bucket.address());
        settings.put("warehouse.path-style", "true");
        settings.put("warehouse.region", "us-east-1");
        settings.put("catalog.properties.s3.access-key-id", S3Server.USER);
        settings.put("catalog.properties.s3.secret-access-key", S3Server.SECRET);
        return settings;
    }

    private void run(FlinkProcesses cluster, JobsStack stack) throws Exception {
        Await.until("the speed job runs", () -> stack.speed.health().state().equals("RUNNING"));
        String job = stack.speed.health().jobRunId();
        AtomicInteger sent = new AtomicInteger();
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> sending = load.scheduleWithFixedDelay(
                    () -> {
                        int from = sent.get();
                        stack.send("events", CopyProject.events(from, from + EVENTS_A_BLOCK));
                        sent.set(from + EVENTS_A_BLOCK);
                    },
                    0,
                    BETWEEN_BLOCKS_MILLIS,
                    TimeUnit.MILLISECONDS);
            Await.until("events are committed", () -> stack.number("events", "count(*)") > STEP);
            cluster.killBusiest();
            int killedAt = sent.get();
            cluster.addWorker();
            Await.until("the job was restarted", () -> cluster.restarts(job) > 0);
            Await.until("commits go on", () -> stack.number("events", "count(*)") > killedAt);
            assertThat(stack.speed.health().jobRunId())
                    .as("Flink restarted the job; it was not submitted anew")
                    .isEqualTo(job);

            // A view more: its table is filled by a batch job, the speed job of the new plan starts from coverage.
            Map<String, String> next = new HashMap<>(CopyProject.TEXTS);
            next.put("datasources/each.datasource", CopyProject.TEXTS.get("datasources/mixed.datasource"));
            next.put("materializations/to_each.pipe", """
                    NODE to_each
                    SQL >
                        SELECT user, 'each' AS kind FROM events

                    TYPE materialized
                    DATASOURCE each
                    """);
            next.put("copies/people.pipe", people(stack.lakeConfig.uri()));
            next.put("copies/ranged.pipe", """
                    NODE ranged
                    SQL >
                        %
                        SELECT user, 'ranged' AS kind FROM events WHERE n < {{ Int64(until) }}

                    TYPE copy
                    TARGET_DATASOURCE mixed
                    """);
            reconciled(next, port(stack.lakeConfig.uri()));
            stack.apply(next);
            assertThat(stack.speed.health().jobRunId()).isNotEqualTo(job);
            int upgradedAt = sent.get();
            Await.until("commits go on", () -> stack.number("each", "count(*)") > upgradedAt);
            load.shutdown();
            assertThat(load.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(sending.isCancelled()).as("no block failed").isTrue();
            compact(stack);
            stack.again("hits");
        } finally {
            load.shutdownNow();
        }
        checkAnswers(stack, sent.get());
        copied(stack, CopyRequest.of("people"));
        assertThat(stack.number("added", "count(*)")).isEqualTo(200);
        assertThat(stack.number("added", "sum(raw)")).isEqualTo(200 * 201 / 2);
        jobsOfTheirOwn(cluster, stack, sent.get());
    }

    private static void compact(JobsStack stack) {
        Map<String, Long> done = new CompactionWork(
                        stack.cluster,
                        stack.lake,
                        stack.lakeConfig,
                        stack::plan,
                        Set::of,
                        new CompactPolicy(2, 128 << 20, 1 << 30),
                        ENGINE)
                .run(Set.of(), "compaction", new StopSign());
        assertThat(done.get("files_before")).isGreaterThan(done.get("files_after"));
    }

    /** The same services, without a server: its speed job is ended, and one from {@code flink run} goes on. */
    private void jobsOfTheirOwn(FlinkProcesses cluster, JobsStack stack, int sent) throws Exception {
        List<String> services = services(stack, stack.plan().files());
        String refused = cluster.flinkRun("io.pipit.jobs.main.SpeedJobMain", services);
        assertThat(refused).contains("The speed job 'test-speed' runs already");

        stack.speed.pause();
        assertThat(cluster.flinkRun("io.pipit.jobs.main.SpeedJobMain", services))
                .contains("The speed job 'test-speed' is submitted: ");
        stack.send("events", CopyProject.events(sent, sent + EVENTS_A_BLOCK));
        List<String> said = new CopyOnWriteArrayList<>();
        submit(cluster, said, services, "copy", "--pipe", "take");
        assertThat(said).last().asString().startsWith("Run ").contains("COMMITTED");
        assertThat(stack.number("totals", "sum(raw)")).isEqualTo(sent + EVENTS_A_BLOCK);
        assertThat(stack.number("totals", "sum(viewed)")).isEqualTo(sent + EVENTS_A_BLOCK);

        submit(cluster, said, services, "delete", "--table", "events", "--condition", "n < 10");
        assertThat(said).last().asString().isEqualTo("Deleted from events: 10 rows");
        assertThat(stack.number("events", "count(*)")).isEqualTo(sent + EVENTS_A_BLOCK - 10);
        reconcile(cluster, stack, services);
        // Another version takes the place of the running one.
        submit(cluster, said, services, "speed", "--replace");
        assertThat(said).last().asString().startsWith("The speed job 'test-speed' is submitted: ");
        stack.send("events", CopyProject.events(sent + EVENTS_A_BLOCK, sent + 2 * EVENTS_A_BLOCK));
        Await.until("the last events", () -> stack.number("mixed", "count(*)") == sent + 2 * EVENTS_A_BLOCK);
        copied(stack, CopyRequest.of("ranged", Map.of("until", List.of("20"))));
        refused(cluster, stack, services);
    }

    /** A comparison in a task, which can name a hundred thousand rows; they are put in by a server only. */
    private void reconcile(FlinkProcesses cluster, JobsStack stack, List<String> services) throws Exception {
        List<String> range = List.of("--name", "people", "--start", "2026-01-01", "--end", "2099-01-01");
        List<String> asked = new ArrayList<>(List.of("reconcile"));
        asked.addAll(range);
        assertThatThrownBy(() -> submit(cluster, new ArrayList<>(), services, asked.toArray(String[]::new)))
                .hasMessageContaining("A job on a cluster puts no rows in by itself");
        asked.add("--dry-run");
        List<String> said = new ArrayList<>();
        submit(cluster, said, services, asked.toArray(String[]::new));
        assertThat(said)
                .last()
                .asString()
                .startsWith("Reconciliation of people: 100,000 rows compared, 100,000 missing\n")
                .endsWith("… and 99,980 more");
        stack.send(
                "visitors",
                "SELECT lpad(range::VARCHAR, 36, '0') AS name, TIMESTAMP_MS '2026-01-01 00:00:00' AS seen FROM range(3, 100001)");
        List<String> dry = new ArrayList<>(services);
        dry.addAll(range);
        dry.add("--dry-run");
        assertThat(cluster.flinkRun("io.pipit.jobs.main.ReconcileJobMain", dry))
                .contains("Reconciliation of people: 100,000 rows compared, 2 missing", "  " + "0".repeat(35) + "1");
    }

    /** What was done is in the history; so is a range that a server has copied. A log that is not that of the catalog is refused, and is not in it. */
    private void refused(FlinkProcesses cluster, JobsStack stack, List<String> services) {
        List<String> others = new ArrayList<>(services);
        others.addAll(List.of("--set", "log.prefix=other"));
        assertThatThrownBy(() -> submit(cluster, new ArrayList<>(), others, "copy", "--pipe", "take"))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FOREIGN_INSTALLATION))
                .hasMessageContaining("The catalog belongs to the installation");
        others.set(others.size() - 1, "warehouse.uri=s3://nowhere/tables");
        assertThatThrownBy(() -> submit(cluster, new ArrayList<>(), others, "copy", "--pipe", "take"))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED))
                .hasMessageContaining("s3://nowhere/tables cannot be written to");
        assertThatThrownBy(() ->
                        submit(cluster, new ArrayList<>(), services, "copy", "--pipe", "ranged", "--param", "until=30"))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COPY_OVERLAPS))
                .hasMessageContaining("an earlier run with until=20 takes those with n before 20");
        assertThat(new SubmissionHistory(stack.database(), Clock.systemUTC()).newest(10))
                .extracting(Submission::kind, Submission::asked, Submission::state)
                .containsExactly(
                        tuple("copy", "--pipe ranged --param until=30", Submission.State.ERROR),
                        tuple("speed", "--replace", Submission.State.DONE),
                        tuple(
                                "reconcile",
                                "--name people --start 2026-01-01 --end 2099-01-01 --dry-run",
                                Submission.State.DONE),
                        tuple("reconcile", "--name people --start 2026-01-01 --end 2099-01-01", Submission.State.ERROR),
                        tuple("delete", "--table events --condition n < 10", Submission.State.DONE),
                        tuple("copy", "--pipe take", Submission.State.DONE));
    }

    private void submit(FlinkProcesses cluster, List<String> said, List<String> services, String... job) {
        List<String> arguments = new ArrayList<>(List.of(job));
        arguments.addAll(services);
        JobSubmission.to(cluster.address(), arguments, folder, said::add);
    }

    private List<String> services(JobsStack stack, ProjectFiles files) throws IOException {
        Path project = folder.resolve("project");
        for (Map.Entry<String, String> file : files.texts().entrySet()) {
            Path path = project.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        StringBuilder yaml = new StringBuilder("log.prefix: test\nspeed.commit-interval: 2s\n");
        yaml.append("kafka.bootstrap-servers: ")
                .append(stack.logs.bootstrapServers())
                .append('\n');
        settings.forEach(
                (key, value) -> yaml.append(key).append(": '").append(value).append("'\n"));
        Files.writeString(project.resolve("pipit.yaml"), yaml);
        return List.of("--project", project.toString());
    }

    /** A copy that reads a table of the database: 200 of its rows are of today. */
    private static String people(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE people AS SELECT lpad(i::text, 36, '0') AS name, i AS hits, now() - (i > 200)::int *"
                            + " interval '2 days' AS seen FROM generate_series(1::bigint, 100000) AS i");
        }
        return """
                NODE people
                SQL >
                    SELECT name AS user, toUInt64(hits) AS raw
                    FROM postgresql('localhost:%d', 'postgres', 'people', 'postgres', 'postgres')
                    WHERE seen >= now() - INTERVAL 1 DAY

                TYPE copy
                TARGET_DATASOURCE added
                """.formatted(port(url));
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    /** A data source whose events come from the same table. */
    private static void reconciled(Map<String, String> project, int port) {
        project.put("datasources/visitors.datasource", """
                SCHEMA >
                    `name` String `json:$.name`,
                    `seen` DateTime64(3) `json:$.seen`

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "seen"
                """);
        project.put("connections/app_db.connection", """
                TYPE postgres
                POSTGRES_HOST localhost
                POSTGRES_PORT %d
                POSTGRES_DATABASE postgres
                POSTGRES_USERNAME postgres
                POSTGRES_PASSWORD postgres
                """.formatted(port));
        project.put("reconcile/people.yaml", """
                connection: app_db
                table: people
                id: name
                time: seen
                datasource: visitors
                grace: 0s
                """);
    }

    private static void copied(JobsStack stack, CopyRequest request) {
        String id = stack.copies.start(request).id();
        CopyRun copy = stack.copies.ended(id).orTimeout(180, TimeUnit.SECONDS).join();
        assertThat(copy.state()).as(copy.note()).isEqualTo(CopyRun.State.DONE);
    }

    /** The copy's cut brings all tables to the end of the log. */
    private static void checkAnswers(JobsStack stack, int sent) {
        copied(stack, CopyRequest.of("take"));
        assertThat(stack.number("totals", "sum(raw)")).isEqualTo(sent);
        assertThat(stack.number("totals", "sum(viewed)")).isEqualTo(sent);
        assertThat(stack.number("totals", "count(*) FILTER (WHERE raw <> viewed)"))
                .isZero();

        for (String table : List.of("events", "mixed", "each")) {
            Await.until(table + " is committed", () -> stack.number(table, "count(*)") >= sent);
            assertThat(stack.number(table, "count(*)")).as(table).isEqualTo(sent);
            assertThat(stack.number(table, "count(DISTINCT (_part, _off, _row))"))
                    .as(table)
                    .isEqualTo(sent);
        }
        assertThat(stack.number("events", "count(DISTINCT n)")).isEqualTo(sent);
    }
}
