package io.pipit.jobs.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.compact.CompactJob;
import io.pipit.batch.compact.CompactPolicy;
import io.pipit.core.lake.LakeTable;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.EndlessJob;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compaction beside others that want the only slot for batch jobs. */
class CompactionSlotIT {
    private static final List<String> TABLES = List.of("events", "hits", "mixed");

    /** Flink goes through the jobs that wait by the hash of their ids: this one is the last of them. */
    private static final JobID LAST = new JobID(15, 0);

    private JobsStack stack;
    private MaintenanceRuns runs;

    @BeforeEach
    void start(@TempDir Path folder) {
        stack = JobsStack.start(folder, CopyProject.TEXTS);
        CompactPolicy aTableAJob = new CompactPolicy(2, 128 << 20, 1 << 30, Duration.ZERO);
        CompactionWork work = new CompactionWork(
                stack.cluster,
                stack.lake,
                stack.lakeConfig,
                () -> stack.plan(),
                Set::of,
                aTableAJob,
                new EngineBounds(1, 128 << 20));
        runs = new MaintenanceRuns(
                Map.of(MaintenanceTask.COMPACT, work),
                () -> stack.plan().tables().keySet(),
                Clock.systemUTC());
        for (int sent = 0; sent < 30; sent += 10) {
            long wanted = sent + 10;
            stack.send("events", CopyProject.events(sent, sent + 10));
            Await.until("the job runs", () -> stack.speed.cut() != null);
            Await.until("it is committed", () -> TABLES.stream().allMatch(table -> rows(table) >= wanted));
        }
    }

    @AfterEach
    void stop() {
        runs.close();
        stack.close();
    }

    @Test
    void whatWaitsForTheSlotGetsItAfterOneOfItsJobs() throws Exception {
        JobID holder = stack.cluster.submit(EndlessJob.named("has the slot"));
        Await.until("no slot is free", () -> stack.cluster.slotsNow() == 0);
        MaintenanceRun run = runs.start(MaintenanceTask.COMPACT, "");
        Await.until("its first job waits", () -> compactions() == 1);
        JobGraph other = ((StreamGraph) EndlessJob.named("a copy")).getJobGraph();
        other.setJobID(LAST);
        stack.cluster.submit(other);
        assertThat(stack.cluster.waiting()).contains(LAST).hasSize(2);

        stack.cluster.cancel(holder);
        Await.until("the other has the slot", () -> !stack.cluster.waiting().contains(LAST));

        assertThat(compacted()).hasSizeLessThanOrEqualTo(1);
        stack.cluster.cancel(LAST);
        MaintenanceRun ended = runs.ended(run.id()).get(120, TimeUnit.SECONDS);
        assertThat(ended.state()).as("%s", ended).isEqualTo(MaintenanceRun.State.DONE);
        assertThat(ended.numbers()).containsEntry("tables", 3L).containsEntry("overtaken", 0L);
        assertThat(compacted()).isEqualTo(TABLES);
        assertThat(compactions()).isEqualTo(3);
        TABLES.forEach(table -> assertThat(rows(table)).as(table).isEqualTo(30));
    }

    @Test
    void aRunThatLetsOthersPassCanBeEnded() throws Exception {
        JobID holder = stack.cluster.submit(EndlessJob.named("has the slot"));
        Await.until("no slot is free", () -> stack.cluster.slotsNow() == 0);
        JobID other = stack.cluster.submit(EndlessJob.named("waits"));
        MaintenanceRun run = runs.start(MaintenanceTask.COMPACT, "");
        Await.until("it has begun", () -> runs.find(run.id()).orElseThrow().state() == MaintenanceRun.State.WORKING);

        runs.cancel(run.id());

        assertThat(runs.ended(run.id()).get(120, TimeUnit.SECONDS).state()).isEqualTo(MaintenanceRun.State.CANCELLED);
        assertThat(stack.cluster.waiting()).containsExactly(other);
        assertThat(compacted()).isEmpty();
        stack.cluster.cancel(other);
        stack.cluster.cancel(holder);
    }

    private long compactions() {
        return stack.cluster.jobs().stream()
                .map(KnownJob::name)
                .filter(name -> name.startsWith(CompactJob.NAME))
                .count();
    }

    private List<String> compacted() {
        return TABLES.stream()
                .filter(table -> table(table).authorsSince(-1).contains("compact"))
                .toList();
    }

    private long rows(String table) {
        return stack.number(table, table.equals("hits") ? "coalesce(sum(hits), 0)::BIGINT" : "count(*)");
    }

    private LakeTable table(String name) {
        return stack.lake.find(name).orElseThrow();
    }
}
