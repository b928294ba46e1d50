package io.pipit.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.flink.Await;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JobManager and two TaskManagers as processes, catalog and runs in PostgreSQL: one TaskManager is killed while events flow, and
 * every event is counted once in each table.
 */
class RealClusterIT {
    private static final int EVENTS_A_BLOCK = 50;
    private static final int BEFORE_THE_KILL = 2_000;
    private static final int AFTER_THE_KILL = 4_000;

    @TempDir
    Path folder;

    @Test
    void answersAreExactThoughATaskManagerIsKilled() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                FlinkProcesses cluster = FlinkProcesses.start(folder.resolve("cluster"), 2);
                JobsStack stack = JobsStack.on(
                        cluster.client(), postgres.getJdbcUrl("postgres", "postgres"), folder, CopyProject.TEXTS)) {
            try {
                run(cluster, stack);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(e.getMessage() + cluster.logs(), e);
            }
        }
    }

    private static void run(FlinkProcesses cluster, JobsStack stack) throws Exception {
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
            Await.until("events are committed", () -> stack.number("events", "count(*)") > BEFORE_THE_KILL);
            cluster.killBusiest();
            int killedAt = sent.get();
            Await.until("more are sent", () -> sent.get() > killedAt + AFTER_THE_KILL || sending.isDone());
            Await.until("the job was restarted", () -> cluster.restarts(job) > 0);
            Await.until("commits go on", () -> stack.number("events", "count(*)") > killedAt);
            enough.set(true);
            sending.get();
        } finally {
            enough.set(true);
            load.shutdown();
        }
        checkAnswers(stack, sent.get());
        assertThat(stack.speed.health().jobRunId())
                .as("Flink restarted the job; it was not submitted anew")
                .isEqualTo(job);
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

        Await.until("the other view is committed", () -> stack.number("mixed", "count(*)") >= sent);
        for (String table : new String[] {"events", "mixed"}) {
            assertThat(stack.number(table, "count(*)")).as(table).isEqualTo(sent);
            assertThat(stack.number(table, "count(DISTINCT (_part, _off, _row))"))
                    .as(table)
                    .isEqualTo(sent);
        }
        assertThat(stack.number("events", "count(DISTINCT n)")).isEqualTo(sent);
    }
}
