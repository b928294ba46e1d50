package io.pipit.core.log;

import io.pipit.core.block.BlockHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What tells repeated blocks of one log from new ones, by partition. All consumers of a log drop the same repeats, because
 * what is dropped follows from the log alone: a block of a request is a repeat when the same key and part are among the last
 * {@value #WINDOW} different ones before it in its partition; a block of a foreign topic, when it does not follow what was read of
 * that before it ({@link SourceChains}). Not thread-safe.
 */
public final class RecentKeys {
    /** How many keyed blocks of a partition are remembered. */
    public static final int WINDOW = 1024;

    /** What is known of one partition. */
    private static final class Window {
        final LinkedHashSet<Long> keys = new LinkedHashSet<>();
        final SourceChains sources = new SourceChains();

        List<Long> numbers() {
            List<Long> numbers = new ArrayList<>();
            if (!sources.isEmpty()) {
                numbers.addAll(sources.toNumbers());
            }
            numbers.addAll(keys);
            return numbers;
        }
    }

    private final Map<Integer, Window> byPartition = new HashMap<>();

    /** No block was seen: the window at the start of a log. */
    public RecentKeys() {}

    /** The window of a coverage, by partition. */
    public RecentKeys(Map<Integer, List<Long>> snapshot) {
        snapshot.forEach(this::restore);
    }

    /** Sets the window of one partition, for instance when it is read again from a coverage. */
    public void restore(int partition, List<Long> numbers) {
        Window window = new Window();
        int ofSources = window.sources.restore(numbers);
        window.keys.addAll(numbers.subList(ofSources, numbers.size()));
        byPartition.put(partition, window);
    }

    /**
     * Takes note of the next block of a partition.
     *
     * @return true when the block is new; false when it repeats one and every consumer drops it
     */
    public boolean admit(int partition, BlockHeader header) {
        if (!header.sources().isEmpty()) {
            return window(partition).sources.admit(header.sources());
        }
        if (header.idempotencyKey().isEmpty()) {
            return true;
        }
        LinkedHashSet<Long> keys = window(partition).keys;
        if (!keys.add(KeyHash.of(header.idempotencyKey(), header.part()))) {
            return false;
        }
        if (keys.size() > WINDOW) {
            keys.remove(keys.iterator().next());
        }
        return true;
    }

    /** Where the sources that are copied into a partition stand. */
    public SourceChains sources(int partition) {
        return window(partition).sources;
    }

    /** The window of one partition for its coverage, as {@link #restore} takes it: keys last, the oldest first. */
    public List<Long> snapshot(int partition) {
        Window window = byPartition.get(partition);
        return window == null ? List.of() : List.copyOf(window.numbers());
    }

    /** The windows of all partitions that have any. */
    public Map<Integer, List<Long>> snapshot() {
        Map<Integer, List<Long>> all = new HashMap<>();
        byPartition.forEach((partition, window) -> {
            List<Long> numbers = window.numbers();
            if (!numbers.isEmpty()) {
                all.put(partition, numbers);
            }
        });
        return all;
    }

    /** Partitions with a window. */
    public Set<Integer> partitions() {
        return Set.copyOf(byPartition.keySet());
    }

    private Window window(int partition) {
        return byPartition.computeIfAbsent(partition, p -> new Window());
    }
}
