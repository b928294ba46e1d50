package io.pipit.jobs.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.EndlessJob;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import io.pipit.jobs.flink.embedded.EmbeddedFlink;
import io.pipit.jobs.speed.SpeedSupervisor.Cut;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.graph.ExecutionPlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedSupervisorIT {
    private static final ProjectFiles FILES = ProjectFiles.of(Map.of());

    private static EmbeddedFlink flink;
    private static FlinkCluster cluster;

    @BeforeAll
    static void start(@TempDir Path temp) {
        flink = EmbeddedFlink.start(2, temp);
        cluster = flink.client();
    }

    @AfterAll
    static void stop() {
        flink.close();
    }

    @AfterEach
    void endAll() {
        running().forEach(job -> cluster.cancel(job.id()));
    }

    @Test
    void endsWhatAnEarlierServerLeft() {
        JobID leftover = cluster.submit(EndlessJob.named("speed"));
        JobID other = cluster.submit(EndlessJob.named("of somebody else"));
        try (SpeedSupervisor supervisor = supervisor()) {
            supervisor.start(FILES);

            assertThat(cluster.status(leftover)).contains(JobStatus.CANCELED);
            assertThat(running()).extracting(KnownJob::name).containsExactlyInAnyOrder("of somebody else", "speed");
            assertThat(cluster.status(other)).contains(JobStatus.RUNNING);
        }
        assertThat(running()).extracting(KnownJob::id).containsExactly(other);
    }

    @Test
    void cutsEpochsThatGrow() {
        try (SpeedSupervisor supervisor = supervisor()) {
            assertThatThrownBy(supervisor::cut)
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
            supervisor.start(FILES);
            Cut first = Await.value("a cut", supervisor::cut);
            Cut second = supervisor.cut();

            assertThat(first.jobRunId())
                    .isEqualTo(supervisor.health().jobRunId())
                    .isEqualTo(second.jobRunId());
            assertThat(second.epoch()).isGreaterThan(first.epoch());
        }
    }

    @Test
    void submitsAgainWhateverEndsTheJob() {
        try (SpeedSupervisor supervisor = supervisor()) {
            supervisor.start(FILES);
            String first = supervisor.health().jobRunId();
            cluster.cancel(JobID.fromHexString(first));

            Await.until(
                    "another job runs",
                    () -> supervisor.health().state().equals("RUNNING")
                            && !supervisor.health().jobRunId().equals(first));
            assertThat(supervisor.health().submissions()).isEqualTo(2);
            assertThat(running()).hasSize(1);
        }
    }

    @Test
    void saysWhyTheJobEndedAndKeepsTrying() {
        try (SpeedSupervisor supervisor =
                new SpeedSupervisor(cluster, files -> EndlessJob.failingAt("speed", 3), told -> {})) {
            supervisor.start(FILES);

            Await.until("several tries", () -> supervisor.health().submissions() >= 3);
            assertThat(supervisor.health().lastFailure()).contains("number 3 fails on purpose");
        }
    }

    @Test
    void saysOnceWhyAJobBeginsAgainByItself() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (SpeedSupervisor supervisor =
                new SpeedSupervisor(cluster, files -> EndlessJob.restartingAt("speed", 3), told::add)) {
            supervisor.start(FILES);

            Await.until("several failures", () -> supervisor.health().restarts() >= 2);
            assertThat(supervisor.health().submissions()).isEqualTo(1);
            assertThat(supervisor.health().lastFailure()).contains("number 3 fails on purpose");
            assertThat(told).singleElement().asString().contains("number 3 fails on purpose");
        }
    }

    @Test
    void anotherVersionOfTheProjectTakesOver() {
        ProjectFiles changed = ProjectFiles.of(Map.of("a.datasource", "changed"));
        try (SpeedSupervisor supervisor =
                new SpeedSupervisor(cluster, files -> named(files.equals(changed) ? "changed" : "first"), told -> {})) {
            supervisor.start(FILES);
            supervisor.apply(changed);
            assertThat(running()).extracting(KnownJob::name).containsExactly("changed");

            supervisor.pause();
            assertThat(running()).isEmpty();
            supervisor.apply(FILES);
            assertThat(running()).extracting(KnownJob::name).containsExactly("first");
        }
    }

    private static SpeedSupervisor supervisor() {
        return new SpeedSupervisor(cluster, files -> named("speed"), told -> {});
    }

    private static ExecutionPlan named(String name) {
        return EndlessJob.named(name);
    }

    private static List<KnownJob> running() {
        return cluster.jobs().stream()
                .filter(job -> !job.status().isGloballyTerminalState())
                .toList();
    }
}
