package io.pipit.core;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The rests of who waits by asking again and again: who asks all the time takes the processor from what it waits for. */
public final class Polling {
    private static final long SHORTEST_NANOS = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMillis(500).toNanos();

    private Polling() {}

    /**
     * Rests twice as long as the question has taken.
     *
     * @param askedNanos when it was asked, of {@link System#nanoTime()}
     */
    public static void rest(long askedNanos) {
        long askingNanos = System.nanoTime() - askedNanos;
        LockSupport.parkNanos(Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, 2 * askingNanos)));
    }
}
