package io.pipit.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.LogTopic;
import io.pipit.speed.Installation.World;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;

/** Logs that have lost blocks which no table has. */
class SpeedJobLossIT extends SpeedJobTestBase {
    @Test
    void aLogThatWasMadeAnewEndsTheJobWithANamedError() throws Exception {
        try (World world = installation.world(TestProject.full())) {
            produce(world, 5);
            JobID job = world.start();
            world.awaitCommitted();
            world.cancel(job);
            installation.admin().delete(world.topics().log("events"));
            Installation.await(
                    "the log is gone",
                    () -> installation
                            .admin()
                            .describe(world.topics().log("events"))
                            .isEmpty());
            produce(world, 5);
            assertEndsWithDataLoss(world, world.start(), "made anew");
        }
    }

    @Test
    void aLogThatWasTrimmedTooFarEndsTheJobWithANamedError() throws Exception {
        try (World world = installation.world(TestProject.full())) {
            produce(world, 10);
            LogTopic log = world.log("events");
            installation.admin().trim(log, installation.admin().latest(log));
            assertEndsWithDataLoss(world, world.start(), "trimmed too far");
        }
    }

    private static void assertEndsWithDataLoss(World world, JobID job, String text) {
        Installation.await("the job has failed", () -> world.status(job) == JobStatus.FAILED);
        Throwable failure = world.failure(job);
        Throwable known = org.apache.flink.util.SerializedThrowable.class.isInstance(failure)
                ? ((org.apache.flink.util.SerializedThrowable) failure)
                        .deserializeError(SpeedJobLossIT.class.getClassLoader())
                : failure;
        PipitException cause =
                ExceptionUtils.findThrowable(known, PipitException.class).orElseThrow();
        assertThat(cause.code()).isEqualTo(ErrorCode.DATA_LOSS);
        assertThat(cause).hasMessageContaining(text);
    }
}
