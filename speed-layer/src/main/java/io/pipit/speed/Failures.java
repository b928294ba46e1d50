package io.pipit.speed;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.ErrorKind;
import io.pipit.core.error.PipitException;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Tells failures that a restart from coverage may mend from those that it cannot, and from poison. */
public final class Failures {
    private Failures() {}

    /**
     * The failure as Flink should see it: one that no restart mends (a log that lost data, a table without coverage, a project that
     * does not compile) ends the job, with the named error as its cause.
     */
    public static RuntimeException forJob(Throwable failure) {
        if (failure instanceof PipitException p && !mendable(p.code())) {
            return new SuppressRestartsException(p);
        }
        return failure instanceof RuntimeException r ? r : new IllegalStateException(failure);
    }

    /**
     * Whether a failed execution may be due to the rows themselves. Memory, disk, and unreachable services never are, nor is
     * anything on a thread that has been interrupted, as Flink does when it ends a task: code that gives up then may look like
     * unreadable rows, and a block that were set aside for that would be missing from answers.
     */
    public static boolean mayBePoison(RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        boolean unreadable = failure instanceof IllegalArgumentException; // the bytes are no rows at all
        return unreadable || (failure instanceof PipitException p && p.code().kind() == ErrorKind.USER);
    }

    private static boolean mendable(ErrorCode code) {
        return code.kind() != ErrorKind.USER && code != ErrorCode.DATA_LOSS && code != ErrorCode.COVERAGE_MISSING;
    }
}
