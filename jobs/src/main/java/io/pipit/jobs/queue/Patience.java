package io.pipit.jobs.queue;

import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the work on jobs waits for what may come back: after each failure twice as long, up to a bound. It ends when the process does.
 *
 * @param first after the first failure
 * @param longest between two tries
 * @param closing whether the process ends
 */
public record Patience(Duration first, Duration longest, BooleanSupplier closing) {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final long STEP_MILLIS = 50;

    /** The result of work that is tried as long as it may help: what is half done, or the end of a job, must not stay unsaid. */
    public <T> T endlessly(Supplier<T> work) {
        return tried(Integer.MAX_VALUE, work);
    }

    /**
     * The result of work that is tried some times while that may help.
     *
     * @throws PipitException the last failure
     */
    public <T> T tried(int most, Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return work.get();
            } catch (PipitException e) {
                if (over() || !e.code().retryable() || tries == most) {
                    throw e;
                }
                LOG.warn("It is tried again: {}", e.getMessage());
                rest(tries, closing);
            }
        }
    }

    /** Rests after so many failures in a row, or until it is enough. An interrupt ends it, and stays. */
    public void rest(int failures, BooleanSupplier enough) {
        long millis = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, 20));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (!enough.getAsBoolean() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean over() {
        return closing.getAsBoolean() || Thread.currentThread().isInterrupted();
    }
}
