package io.pipit.core.lake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often and how long one commit is tried. A catalog that refuses, or leaves open what became of a try, is asked some times. Where
 * others were faster the next try has the same chance as the last, so what counts is time: compactions take longer from look to
 * commit than the appends that overtake them.
 */
final class CommitPatience {
    private static final int REFUSALS = 20;
    private static final int FEW = 2;
    private static final Limit USUAL = new Limit(TimeUnit.SECONDS.toNanos(60), REFUSALS);

    /** Who has tried so often at least, and for so long, gives up. */
    private record Limit(long nanos, int tries) {}

    private final String table;
    private final String author;
    private final LongSupplier nanoClock;
    private final long startedNanos;
    private final Limit limit;
    private String tried = "";
    private RuntimeException failure;
    private int refused;
    private int overtaken;

    /** A minute. */
    CommitPatience(String table, String author, LongSupplier nanoClock) {
        this(table, author, nanoClock, USUAL);
    }

    /** So long, for what can as well be done another time. */
    CommitPatience(String table, String author, LongSupplier nanoClock, Duration longest) {
        this(table, author, nanoClock, new Limit(longest.toNanos(), FEW));
    }

    private CommitPatience(String table, String author, LongSupplier nanoClock, Limit limit) {
        this.table = table;
        this.author = author;
        this.nanoClock = nanoClock;
        this.limit = limit;
        this.startedNanos = nanoClock.getAsLong();
    }

    /** The try that {@link #next} allowed did not succeed; pauses before the table is looked at again. */
    void failed(RuntimeException why) {
        failure = why;
        pause(refused + 1);
    }

    /**
     * Begins a try.
     *
     * @param version of the table as it was just looked at: what differs from that of the last try says that somebody was faster
     * @throws PipitException {@code COMMIT_CONFLICT} when it has been tried enough
     */
    void next(String version) {
        if (failure != null) {
            if (version.equals(tried)) {
                refused++;
            } else {
                overtaken++;
            }
            boolean late = nanoClock.getAsLong() - startedNanos > limit.nanos();
            if (refused >= REFUSALS || late && overtaken + refused >= limit.tries()) {
                throw givenUp();
            }
        }
        tried = version;
    }

    private PipitException givenUp() {
        return new PipitException(
                ErrorCode.COMMIT_CONFLICT,
                "The commit of " + author + " to " + table + " was overtaken " + overtaken + " and refused " + refused
                        + " times within "
                        + TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - startedNanos)
                        + " s; nothing of it is in the table. The same commit may be repeated.",
                failure);
    }

    /** A random time that grows with the number of attempts that failed. */
    static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(5, 20L * Math.min(attempt, 10) + 10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(
                    ErrorCode.CATALOG_UNAVAILABLE, "Interrupted before a commit; it was not tried again.", e);
        }
    }
}
