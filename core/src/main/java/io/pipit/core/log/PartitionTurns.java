package io.pipit.core.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Chooses partitions for blocks that may go to any: one for a while, then the next. Blocks that follow each other closely meet in
 * one partition, where one execution serves several of them; over a second all partitions get the same. Thread-safe.
 */
final class PartitionTurns {
    static final long TURN_BYTES = 256 << 10;
    static final long TURN_NANOS = 100_000_000;

    private record Turn(int partition, long bytes, long sinceNanos) {}

    private final LongSupplier nanoClock;
    private final Map<String, Turn> byTopicId = new ConcurrentHashMap<>();

    PartitionTurns(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The partition of a log for a block of this size. */
    int next(LogTopic log, long bytes) {
        long now = nanoClock.getAsLong();
        return byTopicId
                .merge(
                        log.topicId(),
                        new Turn(0, bytes, now),
                        (turn, first) -> over(turn, now)
                                ? new Turn((turn.partition() + 1) % log.partitions(), bytes, now)
                                : new Turn(turn.partition(), turn.bytes() + bytes, turn.sinceNanos()))
                .partition();
    }

    private static boolean over(Turn turn, long nowNanos) {
        return turn.bytes() >= TURN_BYTES || nowNanos - turn.sinceNanos() >= TURN_NANOS;
    }
}
