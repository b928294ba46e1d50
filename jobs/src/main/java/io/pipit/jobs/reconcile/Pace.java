package io.pipit.jobs.reconcile;

import java.util.concurrent.TimeUnit;

/** Goes no faster than so many rows a second. */
final class Pace {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long rowsPerSecond;
    private final long startedNanos = System.nanoTime();
    private long rows;

    /** With 0 for as fast as it goes. */
    Pace(long rowsPerSecond) {
        this.rowsPerSecond = rowsPerSecond;
    }

    /** Rests until so many more rows may have been done. */
    void after(long more) {
        rows += more;
        if (rowsPerSecond <= 0) {
            return;
        }
        long due = startedNanos + (long) ((double) rows / rowsPerSecond * SECOND_NANOS);
        long left = due - System.nanoTime();
        try {
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
