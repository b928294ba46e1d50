package io.pipit.jobs.maintenance;

import java.util.Optional;

/**
 * Asks a run to end as soon as may be. Its work looks at it where nothing is half done, and says what else ends it: the job on the
 * cluster that it waits for. Thread-safe.
 */
public final class StopSign {
    private boolean given;
    private Optional<Runnable> also = Optional.empty();

    /** Gives the sign; once is enough. */
    void give() {
        Optional<Runnable> now;
        synchronized (this) {
            now = given ? Optional.empty() : also;
            given = true;
        }
        now.ifPresent(Runnable::run);
    }

    /** Whether the work should leave the rest. */
    public synchronized boolean given() {
        return given;
    }

    /** Does this when the sign is given; at once where it was. */
    public void also(Runnable action) {
        boolean already;
        synchronized (this) {
            also = Optional.of(action);
            already = given;
        }
        if (already) {
            action.run();
        }
    }
}
