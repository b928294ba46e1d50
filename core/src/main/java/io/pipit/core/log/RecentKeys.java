package io.pipit.core.log;

import io.pipit.core.block.BlockHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The idempotency keys of the last blocks of one log, by partition. All consumers of a log drop the same repeats, because
 * what is dropped follows from the log alone: a block is a repeat when the same key and part are among the last
 * {@value #WINDOW} different ones before it in its partition. Not thread-safe.
 */
public final class RecentKeys {
    /** How many keyed blocks of a partition are remembered. */
    public static final int WINDOW = 1024;

    private final Map<Integer, LinkedHashSet<Long>> byPartition = new HashMap<>();

    /** No key was seen: the window at the start of a log. */
    public RecentKeys() {}

    /** The window of a coverage: hashes by partition, oldest first. */
    public RecentKeys(Map<Integer, List<Long>> snapshot) {
        snapshot.forEach(this::restore);
    }

    /** Sets the window of one partition, for instance when it is read again from a coverage. */
    public void restore(int partition, List<Long> hashes) {
        byPartition.put(partition, new LinkedHashSet<>(hashes));
    }

    /**
     * Takes note of the next block of a partition.
     *
     * @return true when the block is new; false when it repeats one and every consumer drops it
     */
    public boolean admit(int partition, BlockHeader header) {
        if (header.idempotencyKey().isEmpty()) {
            return true;
        }
        LinkedHashSet<Long> window = byPartition.computeIfAbsent(partition, p -> new LinkedHashSet<>());
        if (!window.add(KeyHash.of(header.idempotencyKey(), header.part()))) {
            return false;
        }
        if (window.size() > WINDOW) {
            window.remove(window.iterator().next());
        }
        return true;
    }

    /** The window of one partition, oldest first, for its coverage. */
    public List<Long> snapshot(int partition) {
        return List.copyOf(byPartition.getOrDefault(partition, new LinkedHashSet<>()));
    }

    /** The windows of all partitions that have any key. */
    public Map<Integer, List<Long>> snapshot() {
        Map<Integer, List<Long>> all = new HashMap<>();
        byPartition.forEach((partition, window) -> {
            if (!window.isEmpty()) {
                all.put(partition, new ArrayList<>(window));
            }
        });
        return all;
    }

    /** Partitions with a window. */
    public Set<Integer> partitions() {
        return Set.copyOf(byPartition.keySet());
    }
}
