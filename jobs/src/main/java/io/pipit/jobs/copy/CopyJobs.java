package io.pipit.jobs.copy;

import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import java.util.function.LongConsumer;

/** Runs the batch job of one try to its end. */
public interface CopyJobs {
    /**
     * Submits the job and waits.
     *
     * @param percent is told how far it is, now and then
     * @throws io.pipit.core.error.PipitException the named error that ended the job, or {@code COPY_FAILED}
     */
    CopyOutcome run(CopySpec spec, LongConsumer percent);

    /** How many tasks may run beside each other now; at least 1. */
    default int slots() {
        return 1;
    }

    /** Ends the job of an earlier try of a run that may still be there; when this returns, it can commit no more. */
    void endLeftover(CopyRun run);
}
