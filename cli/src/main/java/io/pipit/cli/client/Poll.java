package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Asks for something that goes on until it has ended, less and less often: a fortieth of the time is waited in vain at most, and nothing
 * where the server keeps its answer until there is an end ({@link #WITHIN}).
 */
final class Poll {
    /** A parameter of requests: the server answers at the end, or after so many milliseconds. One that does not know it answers at once. */
    static final String WITHIN = "within_ms=500";

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final int SHARE = 40;

    private final String what;
    private final UnaryOperator<JsonNode> again;

    /**
     * Asks this way.
     *
     * @param what for messages
     * @param again from what was last known to how it is now
     */
    Poll(String what, UnaryOperator<JsonNode> again) {
        this.what = what;
        this.again = again;
    }

    /** The first answer whose status says that it has ended; {@code progress} sees the ones before it. */
    JsonNode until(Predicate<String> ended, JsonNode first, Consumer<JsonNode> progress) {
        JsonNode now = first;
        long startedNanos = System.nanoTime();
        while (!ended.test(now.path("status").asText())) {
            long share = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos) / SHARE;
            now = next(now, Math.max(FIRST_PAUSE_MILLIS, Math.min(LONGEST_PAUSE_MILLIS, share)), ended, progress);
        }
        return now;
    }

    /** The pause comes after the answer, less what the server has taken for it. */
    private JsonNode next(JsonNode now, long pauseMillis, Predicate<String> ended, Consumer<JsonNode> progress) {
        progress.accept(now);
        long askedNanos = System.nanoTime();
        JsonNode next = again.apply(now);
        long left = pauseMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos);
        if (left > 0 && !ended.test(next.path("status").asText())) {
            rest(left);
        }
        return next;
    }

    private void rest(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while waiting for " + what + ".", e);
        }
    }
}
