package io.pipit.jobs.plan;

import io.pipit.core.error.PipitException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again, for a while, what a catalog that fails for a moment should not end half-way. */
final class Retried {
    private static final Logger LOG = LoggerFactory.getLogger(Retried.class);
    private static final long PAUSE_MILLIS = 250;

    private final Duration patience;

    Retried(Duration patience) {
        this.patience = patience;
    }

    /** Runs an action that may be repeated without harm. */
    void run(String what, Runnable action) {
        long end = 0;
        for (int tries = 1; ; tries++) {
            try {
                action.run();
                return;
            } catch (PipitException e) {
                if (!e.code().retryable() || (tries > 1 && System.nanoTime() - end > 0) || !pause()) {
                    throw e;
                }
                // From the first failure on: where the machine is slow, the first try alone may take that long.
                end = tries == 1 ? System.nanoTime() + patience.toNanos() : end;
                LOG.warn("{} is tried again: {}", what, e.getMessage());
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
