package io.pipit.jobs.copy;

import io.pipit.core.block.PositionVector;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long one waits for tables to reach an edge: so long without coming nearer. Who tried again instead would have an edge that lies further
 * on, and beside steady traffic none at all. Tables that do not agree come no nearer.
 */
final class EdgePatience {
    /** Something else may want to be done after so many times the patience. */
    private static final int MOST = 5;

    private final LongSupplier nanoClock;
    private final long patienceNanos;
    private final long begunNanos;
    private Optional<PositionVector> stood = Optional.empty();
    private long deadlineNanos;

    /**
     * Begins to wait.
     *
     * @param below where the tables agree, below the edge
     */
    EdgePatience(Duration patience, LongSupplier nanoClock, Optional<PositionVector> below) {
        this.nanoClock = nanoClock;
        this.patienceNanos = patience.toNanos();
        this.begunNanos = nanoClock.getAsLong();
        this.stood = below;
        this.deadlineNanos = begunNanos + patienceNanos;
    }

    /** They stand there now. */
    void stand(Optional<PositionVector> below) {
        if (below.isPresent() && !below.equals(stood)) {
            stood = below;
            deadlineNanos = Math.min(nanoClock.getAsLong() + patienceNanos, begunNanos + MOST * patienceNanos);
        }
    }

    /** Until when one waits, in nanoseconds of the clock. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether it has been long enough. */
    boolean over() {
        return nanoClock.getAsLong() - deadlineNanos >= 0;
    }

    /** How long one has waited. */
    long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - begunNanos);
    }
}
