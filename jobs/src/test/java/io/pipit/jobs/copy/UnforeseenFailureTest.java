package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.copy.CopyRun.State;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that fails where nobody foresaw it: whoever waits is told, it is noted as failed, and the next one has its turn. */
class UnforeseenFailureTest {
    private static final CopyJobs BROKEN = new CopyJobs() {
        @Override
        public CopyOutcome run(CopySpec spec, LongConsumer percent) {
            throw new AssertionError("nothing comes so far");
        }

        @Override
        public void endLeftover(CopyRun run) {
            throw new IllegalStateException("nobody foresaw this");
        }
    };

    @TempDir
    Path folder;

    @Test
    void isNotedAsFailed() {
        Plan plan = JobsStack.compile(ProjectFiles.of(CopyProject.WITH_FOLLOWERS));
        LogSettings logs = new LogSettings("127.0.0.1:1", Map.of(), "test", 1);
        LakeConfig config = new LakeConfig(
                "jdbc",
                JobsStack.h2(folder.resolve("catalog")),
                folder.resolve("warehouse").toString(),
                Map.of());
        try (JobsDatabase database = JobsDatabase.open(JobsStack.h2(folder.resolve("jobs")), "", "");
                Lake lake = new Lake(config)) {
            RunHistory history = new RunHistory(database);
            EdgeFinder edges = new EdgeFinder(lake, logs, () -> null, Duration.ofSeconds(1));
            CopyAttempt attempt = new CopyAttempt(BROKEN, lake, config, logs, edges, new EngineBounds(1, 128 << 20));
            try (CopyRuns runs = new CopyRuns(
                    history, attempt, lake, () -> plan, RetryPolicy.DEFAULT, Clock.systemUTC(), 1, TakenRows.NONE)) {
                CopyRun first = runs.start(CopyRequest.of("add"));
                CopyRun second = runs.start(CopyRequest.of("add"));
                for (CopyRun run : new CopyRun[] {first, second}) {
                    CopyRun ended = runs.ended(run.id())
                            .orTimeout(120, TimeUnit.SECONDS)
                            .join();
                    assertThat(ended.state()).isEqualTo(State.ERROR);
                    assertThat(ended.errorCode()).isEqualTo(ErrorCode.INTERNAL.name());
                    assertThat(ended.note()).isEqualTo("nobody foresaw this");
                    assertThat(history.find(run.id())).contains(ended);
                }
                assertThat(history.open()).isEmpty();
            }
        }
    }
}
