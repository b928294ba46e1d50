package io.pipit.jobs.flink;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;

/** Who waits for slots of a cluster. Thread-safe. */
final class SlotLine {
    /** As long as Flink lets a job wait for its slot. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final long POLL_MILLIS = 200;

    private final Supplier<Collection<JobDetails>> jobs;
    private final Set<JobID> arriving = ConcurrentHashMap.newKeySet();

    /** Of a cluster that has these jobs. */
    SlotLine(Supplier<Collection<JobDetails>> jobs) {
        this.jobs = jobs;
    }

    /** A job is about to be submitted, perhaps when there are slots for it. */
    void joins(JobID job) {
        arriving.add(job);
    }

    /** It is submitted, or will not be. */
    void leaves(JobID job) {
        arriving.remove(job);
    }

    /** Jobs none of whose tasks has had a slot yet. */
    Set<JobID> waiting() {
        Set<JobID> waiting = new HashSet<>(arriving); // first: those that are submitted meanwhile are in the overview
        jobs.get().stream().filter(SlotLine::waits).map(JobDetails::getJobId).forEach(waiting::add);
        return waiting;
    }

    private static boolean waits(JobDetails job) {
        int[] tasks = job.getTasksPerState();
        return !job.getStatus().isGloballyTerminalState()
                && tasks[ExecutionState.CREATED.ordinal()] + tasks[ExecutionState.SCHEDULED.ordinal()]
                        == job.getNumTasks();
    }

    /** Returns when those that wait now do not any more, at latest after five minutes. */
    void letOthersPass(BooleanSupplier enough) {
        long begun = System.nanoTime();
        Set<JobID> before = waiting();
        while (!before.isEmpty() && !enough.getAsBoolean() && System.nanoTime() - begun < PATIENCE.toNanos()) {
            pause();
            before.retainAll(waiting());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(
                    ErrorCode.NO_FREE_SLOT, "Waiting for others to get their slots was interrupted.", e);
        }
    }
}
