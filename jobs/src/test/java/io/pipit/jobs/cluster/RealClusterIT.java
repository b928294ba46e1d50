package io.pipit.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.compact.CompactPolicy;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.install.Probe;
import io.pipit.jobs.flink.install.ProbeSpec;
import io.pipit.jobs.main.JobSubmission;
import io.pipit.jobs.maintenance.CompactionWork;
import io.pipit.jobs.maintenance.StopSign;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JobManager and two TaskManagers as processes, with the {@code lib/} folder that a user prepares; catalog and runs in PostgreSQL. Pipit's
 * classes come with each job.
 */
class RealClusterIT {
    private static final int EVENTS_A_BLOCK = 50;
    private static final int STEP = 2_000;
    private static final EngineBounds ENGINE = new EngineBounds(1, 128 << 20);

    @TempDir
    Path folder;

    /** Under traffic a TaskManager is killed and the project is upgraded twice; every event is counted once in each table. */
    @Test
    void answersAreExactThroughAKilledTaskManagerAndAnUpgrade() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                FlinkProcesses cluster = FlinkProcesses.start(folder.resolve("cluster"), 2)) {
            assertThat(new Probe(cluster.client()).run(ProbeSpec.LIBRARIES)).isPositive();
            String database = postgres.getJdbcUrl("postgres", "postgres");
            try (JobsStack stack = JobsStack.on(cluster.client(), database, folder, CopyProject.TEXTS, 1)) {
                run(cluster, stack);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(e.getMessage() + cluster.logs(), e);
            }
        }
    }

    private void run(FlinkProcesses cluster, JobsStack stack) throws Exception {
        Await.until("the speed job runs", () -> stack.speed.health().state().equals("RUNNING"));
        String job = stack.speed.health().jobRunId();
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService load = Executors.newSingleThreadExecutor();
        try {
            Future<?> sending = load.submit(() -> {
                while (!enough.get()) {
                    int from = sent.get();
                    stack.send("events", CopyProject.events(from, from + EVENTS_A_BLOCK));
                    sent.set(from + EVENTS_A_BLOCK);
                }
            });
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
            stack.apply(next);
            assertThat(stack.speed.health().jobRunId()).isNotEqualTo(job);
            int upgradedAt = sent.get();
            Await.until("commits go on", () -> stack.number("each", "count(*)") > upgradedAt);
            compact(stack);
            stack.again("hits");
            enough.set(true);
            sending.get();
        } finally {
            enough.set(true);
            load.shutdown();
        }
        checkAnswers(stack, sent.get());
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
        // Another version takes the place of the running one.
        submit(cluster, said, services, "speed", "--replace");
        assertThat(said).last().asString().startsWith("The speed job 'test-speed' is submitted: ");
        stack.send("events", CopyProject.events(sent + EVENTS_A_BLOCK, sent + 2 * EVENTS_A_BLOCK));
        Await.until("the last events", () -> stack.number("mixed", "count(*)") == sent + 2 * EVENTS_A_BLOCK);
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
        Files.writeString(project.resolve("pipit.yaml"), """
                kafka.bootstrap-servers: %s
                catalog.uri: %s
                warehouse.uri: %s
                log.prefix: test
                speed.commit-interval: 2s
                """.formatted(
                        stack.logs.bootstrapServers(), stack.lakeConfig.uri(), stack.lakeConfig.warehouse()));
        return List.of("--project", project.toString());
    }

    /** The copy's cut brings all tables to the end of the log. */
    private static void checkAnswers(JobsStack stack, int sent) {
        String id = stack.copies.start(CopyRequest.of("take")).id();
        CopyRun copy = stack.copies.ended(id).orTimeout(180, TimeUnit.SECONDS).join();
        assertThat(copy.state()).as(copy.note()).isEqualTo(CopyRun.State.DONE);
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
