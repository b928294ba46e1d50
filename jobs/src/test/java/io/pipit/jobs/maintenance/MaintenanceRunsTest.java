package io.pipit.jobs.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.maintenance.MaintenanceRun.State;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome.Kind;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MaintenanceRunsTest {
    private final BlockingQueue<String> began = new LinkedBlockingQueue<>();
    private final CountDownLatch jobEnds = new CountDownLatch(1);

    /** One waits for a job that only a stop sign ends, the other one looks at the sign between tables. */
    private final Map<MaintenanceTask, MaintenanceWork> works = Map.of(
            MaintenanceTask.COMPACT,
            (tables, run, stop) -> {
                stop.also(jobEnds::countDown);
                began.add(run);
                await(jobEnds);
                throw new PipitException(ErrorCode.COPY_FAILED, "The job was cancelled.");
            },
            MaintenanceTask.EXPIRE,
            (tables, run, stop) -> Map.of("tables", stop.given() ? 0L : 1L));

    @Test
    void aTimeLimitEndsWhatWorksAndWhatWaits() throws Exception {
        try (MaintenanceRuns runs = new MaintenanceRuns(works, List::of, Clock.systemUTC())) {
            ScheduledMaintenanceWork firings = new ScheduledMaintenanceWork(runs);
            String working = runs.start(MaintenanceTask.COMPACT, "").id();
            String waiting = runs.start(MaintenanceTask.EXPIRE, "").id();
            assertThat(began.poll(60, TimeUnit.SECONDS)).isEqualTo(working);
            assertThat(firings.outcome(working)).isEmpty();

            firings.cancel(waiting);
            firings.cancel(working);
            assertThat(ended(runs, working)).isEqualTo(State.CANCELLED);
            assertThat(ended(runs, waiting)).isEqualTo(State.CANCELLED);
            assertThat(firings.outcome(working).orElseThrow().kind()).isEqualTo(Kind.CANCELLED);

            String next = runs.start(MaintenanceTask.EXPIRE, "").id();
            assertThat(ended(runs, next)).isEqualTo(State.DONE);
            firings.cancel(next);
            assertThat(firings.outcome(next).orElseThrow().kind()).isEqualTo(Kind.DONE);
            assertThat(runs.find(next).orElseThrow().numbers()).containsEntry("tables", 1L);
        }
    }

    private static State ended(MaintenanceRuns runs, String id) throws Exception {
        return runs.ended(id).get(60, TimeUnit.SECONDS).state();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
