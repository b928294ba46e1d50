package io.pipit.jobs.deploy;

import io.pipit.core.error.PipitException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether it is still this process that has to change tables for something, and to take back what was changed. A process that leads no
 * more may notice it late: the store says then that another one has ended what was begun here.
 */
final class StillOurs {
    private static final Logger LOG = LoggerFactory.getLogger(StillOurs.class);
    private static final long ASKED_AGAIN_MILLIS = 250;
    private static final int TRIES = 80;

    private final String what;
    private final BooleanSupplier held;
    private volatile boolean stopping;

    /**
     * Of something that was begun here.
     *
     * @param what it is, for the log
     * @param held whether the store says that it is where this process has left it; throws while it cannot be asked
     */
    StillOurs(String what, BooleanSupplier held) {
        this.what = what;
        this.held = held;
    }

    /** The process ends, or leads no more: whoever comes next finds everything where it is. */
    void stop() {
        stopping = true;
    }

    /** Where the store cannot be asked it is asked again; a process that leads no more is told to stop meanwhile. */
    boolean holds() {
        for (int i = 0; i < TRIES && !stopping; i++) {
            try {
                boolean ours = held.getAsBoolean();
                return !stopping && ours;
            } catch (PipitException e) {
                LOG.warn("Whether {} is still led from here is asked again: {}", what, e.getMessage());
                pause();
            }
        }
        return !stopping;
    }

    private void pause() {
        try {
            Thread.sleep(ASKED_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
