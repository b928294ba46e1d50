package io.pipit.jobs.schedule.config;

import java.time.Duration;

/**
 * How firings are done.
 *
 * @param misfire what becomes of those that were missed
 * @param catchUp how many of them come at most, the newest
 * @param jitter each comes up to so much later, by a number that is made of its time
 * @param timeLimit after which a run is ended and counts as failed; zero for none
 * @param retries further tries after one that failed
 * @param retryDelay between them
 */
public record Manner(
        Misfire misfire, int catchUp, Duration jitter, Duration timeLimit, int retries, Duration retryDelay) {
    /** At its time, once for all that were missed. */
    public static final Manner ONCE =
            new Manner(Misfire.ONCE, 1_000, Duration.ZERO, Duration.ZERO, 0, Duration.ofMinutes(1));
    /** At its time or not at all. */
    public static final Manner SKIP =
            new Manner(Misfire.SKIP, 1_000, Duration.ZERO, Duration.ZERO, 0, Duration.ofMinutes(1));
}
