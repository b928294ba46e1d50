package io.pipit.intake.guard;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.Set;

/**
 * For how long a process knows which ids others have claimed. Beyond it, it takes no events of the data sources that repairs may put rows
 * into: whoever repairs does not wait for a process that it has not heard of for longer. Where repairs are made by the process itself,
 * there is no end. Thread-safe.
 */
public final class GuardLease {
    private volatile boolean limited;
    private volatile long endNanos;
    private volatile Set<String> guarded = Set.of();

    /** The data sources that it is about. */
    public void guard(Set<String> dataSources) {
        guarded = Set.copyOf(dataSources);
    }

    /** From now on there is an end, which is over until {@link #renew}. */
    public void limit() {
        endNanos = System.nanoTime();
        limited = true;
    }

    /** Everything that others had claimed at a time of {@link System#nanoTime} is known, which holds for a while from then on. */
    public void renew(long knownAtNanos, Duration validity) {
        endNanos = knownAtNanos + validity.toNanos();
    }

    /**
     * Makes sure that events of a data source may be taken.
     *
     * @throws PipitException {@code CATALOG_UNAVAILABLE} when it is not known which of them are kept out
     */
    void check(String dataSource) {
        if (limited && System.nanoTime() - endNanos >= 0 && guarded.contains(dataSource)) {
            throw new PipitException(
                    ErrorCode.CATALOG_UNAVAILABLE,
                    "The database of the installation does not answer, and '" + dataSource
                            + "' is reconciled: its events are taken when it is known again which of them were put in"
                            + " already. Nothing was stored; send the request again.");
        }
    }
}
