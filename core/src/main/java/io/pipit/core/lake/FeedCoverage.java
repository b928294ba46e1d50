package io.pipit.core.lake;

import io.pipit.core.block.LogPartition;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a table holds of one feed (contract C2).
 *
 * @param partitions for each partition of the feed's root log the next offset: the table accounts for every block below it
 *     (below the first covered offset, which is 0 unless the view was filled at an edge, there is nothing to account for)
 * @param freshNext by partition of the fresh topic: where a reader that holds this coverage starts
 * @param recentKeys by partition number: hashes of the last idempotency keys below the position, oldest first
 * @param setAside poison blocks below the position that the table does not hold
 */
public record FeedCoverage(
        SortedMap<LogPartition, Long> partitions,
        Map<Integer, Long> freshNext,
        Map<Integer, List<Long>> recentKeys,
        List<SetAsideBlock> setAside) {

    /** A block that is set aside. */
    public record SetAsideBlock(LogPartition partition, long offset, String error) {}

    /** Copies everything. */
    public FeedCoverage {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        freshNext = Map.copyOf(freshNext);
        recentKeys = Map.copyOf(recentKeys);
        setAside = List.copyOf(setAside);
    }

    /** Coverage by positions alone. */
    public FeedCoverage(SortedMap<LogPartition, Long> partitions) {
        this(partitions, Map.of(), Map.of(), List.of());
    }

    /** The next offset of a partition, 0 when it is not named. */
    public long next(LogPartition partition) {
        return partitions.getOrDefault(partition, 0L);
    }
}
