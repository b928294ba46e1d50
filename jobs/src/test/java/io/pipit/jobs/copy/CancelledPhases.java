package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.copy.CopyRun.State;
import io.pipit.jobs.flink.Await;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Ends runs of copies in the phases of their lives, beside the other parts of a stack: each run stops in the phase that is meant. */
final class CancelledPhases {
    private static final RetryPolicy RETRIES = new RetryPolicy(6, 200, 2_000);
    private static final RetryPolicy LONG_REST = new RetryPolicy(9, 600_000, 600_000);

    private final JobsStack stack;
    private final CopyJobs real;
    private final CountDownLatch reached = new CountDownLatch(1);

    private CancelledPhases(JobsStack stack) {
        this.stack = stack;
        this.real = new ClusterCopyJobs(stack.cluster);
    }

    /** While it waits for the tables to come to one edge. */
    static CopyRun atTheEdge(JobsStack stack, CopyRequest request) {
        CancelledPhases phases = new CancelledPhases(stack);
        return phases.cancelled(request, phases.jobs(spec -> phases.stopHere()), phases.edgeThatNeverComes());
    }

    /** With its edge pinned, before there is a job. */
    static CopyRun beforeItsJob(JobsStack stack, CopyRequest request) {
        CancelledPhases phases = new CancelledPhases(stack);
        return phases.cancelled(request, phases.jobs(spec -> phases.stopHere()), phases.edges());
    }

    /** Between a try that failed and the next one. */
    static CopyRun whileItRests(JobsStack stack, CopyRequest request) {
        CancelledPhases phases = new CancelledPhases(stack);
        CopyJobs failing = phases.jobs(spec -> {
            phases.reached.countDown();
            throw new PipitException(ErrorCode.STORAGE_FAILED, "a try that fails");
        });
        return phases.cancelled(request, failing, phases.edges(), LONG_REST);
    }

    /** When its job has committed, and nobody knows it yet. */
    static CopyRun afterItsCommit(JobsStack stack, CopyRequest request, Runnable then) {
        CancelledPhases phases = new CancelledPhases(stack);
        AtomicBoolean again = new AtomicBoolean();
        CopyJobs committing = phases.jobs(spec -> {
            CopyOutcome outcome = phases.real.run(spec, percent -> {});
            if (again.getAndSet(true)) {
                return outcome;
            }
            then.run();
            return phases.stopHere();
        });
        return phases.cancelled(request, committing, phases.edges());
    }

    private CopyRun cancelled(CopyRequest request, CopyJobs jobs, EdgeFinder edges) {
        return cancelled(request, jobs, edges, RETRIES);
    }

    private CopyRun cancelled(CopyRequest request, CopyJobs jobs, EdgeFinder edges, RetryPolicy retries) {
        try (CopyRuns copies = stack.copies(jobs, edges, retries)) {
            CopyRun run = copies.start(request);
            assertThat(reached.await(120, TimeUnit.SECONDS)).isTrue();
            assertThat(copies.cancel(run.id()).state()).isIn(State.CANCELLING, State.CANCELLED);
            CopyRun ended =
                    copies.ended(run.id()).orTimeout(120, TimeUnit.SECONDS).join();
            Await.until(
                    "its pins are gone",
                    () -> stack.plan().tables().keySet().stream()
                            .flatMap(table -> stack.lake.find(table).orElseThrow().tagged().keySet().stream())
                            .noneMatch(tag -> tag.contains(run.id())));
            return ended;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private EdgeFinder edges() {
        return new EdgeFinder(stack.lake, stack.logs, stack.speed::cut, Duration.ofSeconds(60));
    }

    /** Of a log that no speed job reads. */
    private EdgeFinder edgeThatNeverComes() {
        LogSettings settings = new LogSettings(stack.logs.bootstrapServers(), Map.of(), "elsewhere", 2);
        try (LogAdmin admin = new LogAdmin(settings.bootstrapServers(), Map.of());
                BlockWriter blocks = new BlockWriter(settings.bootstrapServers(), Map.of())) {
            BlockHeader header = new BlockHeader("events", 1, 1, 0, 0, "", 0);
            blocks.write(admin.ensure(settings.topics().log("events"), 2), new Block(header, new byte[0], new byte[0]))
                    .join();
        }
        return new EdgeFinder(stack.lake, settings, this::stopHere, Duration.ofSeconds(60));
    }

    private CopyJobs jobs(Function<CopySpec, CopyOutcome> run) {
        return new CopyJobs() {
            @Override
            public CopyOutcome run(CopySpec spec, LongConsumer percent) {
                return run.apply(spec);
            }

            @Override
            public void endLeftover(CopyRun leftover) {
                real.endLeftover(leftover);
            }
        };
    }

    /** Until somebody interrupts. */
    private <T> T stopHere() {
        reached.countDown();
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody interrupted");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.COPY_FAILED, "interrupted", e);
        }
    }
}
