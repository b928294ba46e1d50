package io.pipit.jobs.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import io.pipit.jobs.queue.Patience;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

class RunningSpeedJobTest {
    private static final Patience SHORT = new Patience(Duration.ZERO, Duration.ZERO, () -> false);

    private final JobID id = new JobID();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger barriers = new AtomicInteger();

    @Test
    void waitsForOneThatIsStarting() {
        assertThat(speed(() -> switch (looks.getAndIncrement()) {
                            case 0 -> List.of(job("speed", JobStatus.CREATED), job("other", JobStatus.RUNNING));
                            case 1 -> List.of(job("speed", JobStatus.RESTARTING));
                            default -> List.of(job("speed", JobStatus.RUNNING));
                        })
                        .get())
                .isEqualTo(new SpeedSupervisor.Cut(id.toHexString(), 2));
        assertThat(barriers).as("the first barrier met a task that did not run").hasValue(2);
    }

    @Test
    void saysAtOnceThatThereIsNone() {
        assertThatThrownBy(speed(() -> {
                    looks.incrementAndGet();
                    return List.of(job("speed", JobStatus.CANCELED), job("other", JobStatus.RUNNING));
                })::get)
                .hasMessage("The cluster runs no speed job 'speed'. Submit it first.");
        assertThat(looks).hasValue(1);
    }

    @Test
    void saysWhatKeepsOneThatDoesNotStart() {
        assertThatThrownBy(speed(() -> List.of(job("speed", JobStatus.CREATED)))::get)
                .hasMessageContaining("is CREATED and does not run yet. Look in Flink's web page");
    }

    private RunningSpeedJob speed(Supplier<List<KnownJob>> jobs) {
        return new RunningSpeedJob(jobs, job -> barrier(), "speed", SHORT);
    }

    private long barrier() {
        if (barriers.incrementAndGet() == 1) {
            throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "not all tasks run");
        }
        return barriers.get();
    }

    private KnownJob job(String name, JobStatus status) {
        return new KnownJob(id, name, status);
    }
}
