package io.pipit.jobs.flink;

import io.pipit.core.Polling;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions, with a deadline. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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
                Polling.rest(askedNanos);
            }
        }
    }
}
