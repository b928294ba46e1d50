package io.pipit.intake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bodies that are read or not yet acknowledged, up to a bound. Thread-safe. */
final class PendingBytes {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    PendingBytes(long most) {
        this.most = most;
    }

    /** How much is taken now. */
    long taken() {
        return taken.get();
    }

    /**
     * Takes room for a body.
     *
     * @throws PipitException {@code INTAKE_FULL} when there is not enough
     */
    void take(long bytes) {
        long now = taken.addAndGet(bytes);
        if (now > most) {
            taken.addAndGet(-bytes);
            throw new PipitException(
                    ErrorCode.INTAKE_FULL,
                    "More events are on their way to the log than the intake may hold in memory; this request was not "
                            + "accepted and nothing of it is stored. Send it again after the time in Retry-After.");
        }
    }

    /** Takes room for somebody who can wait, while less than half of all is taken; whether there was any. */
    boolean takeOfHalf(long bytes) {
        if (taken.get() > most / 2) {
            return false;
        }
        taken.addAndGet(bytes);
        return true;
    }

    /** Gives room back. */
    void give(long bytes) {
        taken.addAndGet(-bytes);
    }
}
