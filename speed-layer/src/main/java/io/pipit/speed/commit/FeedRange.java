package io.pipit.speed.commit;

import io.pipit.core.block.LogPartition;
import java.io.Serializable;
import java.util.List;

/**
 * A run of blocks that a feed accounts for in an epoch.
 *
 * @param feed its name
 * @param partition of the root log
 * @param from first block
 * @param to offset after the last one
 * @param freshNext where a reader of the fresh topic starts that holds the blocks below {@code to}
 * @param recentKeys hashes of the idempotency keys below {@code to}, oldest first
 * @param setAside blocks of the run that the feed does not hold
 */
public record FeedRange(
        String feed,
        LogPartition partition,
        long from,
        long to,
        long freshNext,
        List<Long> recentKeys,
        List<SetAsideBlock> setAside)
        implements Serializable {
    /** A poison block with its error. */
    public record SetAsideBlock(long offset, String error) implements Serializable {}

    /** Copies the lists and refuses an empty run. */
    public FeedRange {
        if (to <= from) {
            throw new IllegalArgumentException("A run of blocks of " + feed + " from " + from + " to " + to);
        }
        recentKeys = List.copyOf(recentKeys);
        setAside = List.copyOf(setAside);
    }
}
