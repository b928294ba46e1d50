package io.pipit.speed.materialize;

import java.util.concurrent.TimeUnit;

/**
 * When blocks that wait run. After a rest at once; else some times as long after the last run as that took, within bounds: what comes meanwhile
 * runs together, most of what a run costs is the same for few rows, and so runs of small blocks take a part of a core at most.
 */
final class RunPace {
    private static final int RUNS_WAITED = 3;
    private static final int LONGEST_WAIT = 5;

    private final long leastMillis;
    private long lastEndNanos;
    private long lastRunMillis;

    /**
     * As if a run had ended long ago.
     *
     * @param leastMillis between two runs; at most five times as much
     * @param nowNanos of {@link System#nanoTime}, which no change of the clock moves
     */
    RunPace(long leastMillis, long nowNanos) {
        this.leastMillis = leastMillis;
        this.lastEndNanos = nowNanos - TimeUnit.MILLISECONDS.toNanos(leastMillis);
    }

    /** Takes note of a run. */
    void ran(long startNanos, long endNanos) {
        lastRunMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - startNanos);
        lastEndNanos = endNanos;
    }

    /** How long a block that comes now waits for the next run. */
    long waitMillis(long nowNanos) {
        long apart = Math.max(leastMillis, Math.min(lastRunMillis * RUNS_WAITED, leastMillis * LONGEST_WAIT));
        return Math.max(0, apart - TimeUnit.NANOSECONDS.toMillis(nowNanos - lastEndNanos));
    }
}
