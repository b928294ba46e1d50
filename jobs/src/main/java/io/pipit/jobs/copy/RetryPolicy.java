package io.pipit.jobs.copy;

/**
 * How often a run is tried and how long it rests in between; the rest doubles from try to try.
 *
 * @param attempts at least 1
 * @param firstDelayMillis after the first try
 * @param maxDelayMillis at most
 */
public record RetryPolicy(int attempts, long firstDelayMillis, long maxDelayMillis) {
    /** Eight tries within about a minute and a half. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(8, 500, 30_000);

    /** Refuses a policy without a try. */
    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("A run needs at least one try, not " + attempts + ".");
        }
    }

    /** The rest after this many tries. */
    long delayMillis(int triesSoFar) {
        return Math.min(maxDelayMillis, firstDelayMillis << Math.min(triesSoFar - 1, 20));
    }
}
