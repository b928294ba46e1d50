package io.pipit.serving.query;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** By when a query has to be answered. */
final class Deadline {
    private final long limitMillis;
    private final long endNanos;

    Deadline(long limitMillis) {
        this.limitMillis = limitMillis;
        this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    }

    long leftMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
    }

    PipitException exceeded(String doing) {
        return new PipitException(
                ErrorCode.QUERY_TIMEOUT,
                String.format(
                        Locale.ROOT,
                        "The query took longer than %.1f seconds (%s) and was stopped. Read fewer rows: filter by the sorting key,"
                                + " or aggregate in a materialized view.",
                        limitMillis / 1000.0,
                        doing));
    }
}
