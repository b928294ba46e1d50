package io.pipit.jobs.flink;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, with a deadline. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long SHORTEST_NANOS = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMillis(500).toNanos();

    private Await() {}

    /** Returns when the condition holds. */
    public static void until(String what, Callable<Boolean> condition) {
        value(what, () -> {
            if (!condition.call()) {
                throw new IllegalStateException("not yet");
            }
            return true;
        });
    }

    /** Returns the first value that comes without an error. */
    public static <T> T value(String what, Callable<T> attempt) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long askedNanos = System.nanoTime();
            try {
                return attempt.call();
            } catch (Exception | AssertionError e) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Not within " + PATIENCE.toSeconds() + " s: " + what, e);
                }
                LockSupport.parkNanos(pauseNanos(System.nanoTime() - askedNanos));
            }
        }
    }

    /** Who asks all the time takes the processor from what it waits for. */
    private static long pauseNanos(long askingNanos) {
        return Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, 2 * askingNanos));
    }
}
