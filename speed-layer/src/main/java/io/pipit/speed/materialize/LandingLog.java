package io.pipit.speed.materialize;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.log.RecentKeys;
import io.pipit.core.log.StoredBlock;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.Target;
import io.pipit.speed.commit.FeedRange;
import io.pipit.speed.replica.JoinedTables;
import io.pipit.speed.source.LogInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a subtask knows of one landing log: how far it is, how far the tables are, and which keys it has seen. */
final class LandingLog {
    private static final class Partition {
        private final LogPartition id;
        /** The first block that has not run. */
        private long position;
        /** By target the first block that no epoch accounts for. */
        private final Map<Target, Long> next;

        private final Map<String, List<FeedRange.SetAsideBlock>> setAside = new HashMap<>();

        Partition(LogInput.Start start) {
            id = start.partition();
            position = start.from();
            next = new HashMap<>(start.next());
        }
    }

    private final String dataSource;
    private final BlockViews views;
    private final RecentKeys keys = new RecentKeys();
    private final SortedMap<Integer, Partition> partitions = new TreeMap<>();

    LandingLog(String dataSource, SpeedPlan plan, EngineSession session, JoinedTables joined) {
        this.dataSource = dataSource;
        views = new BlockViews(plan, dataSource, session, joined);
    }

    String dataSource() {
        return dataSource;
    }

    BlockViews views() {
        return views;
    }

    /**
     * Begins a partition where its coverage says.
     *
     * @throws IllegalStateException when it has begun: rows that wait for the end of their epoch would count twice
     */
    void start(LogInput.Start start) {
        int partition = start.partition().partition();
        if (partitions.putIfAbsent(partition, new Partition(start)) != null) {
            throw new IllegalStateException("Partition " + partition + " of " + dataSource + " begins at "
                    + start.from() + ", but it stands at " + position(partition)
                    + " already; the job has to start again from coverage.");
        }
        keys.restore(partition, start.recentKeys());
    }

    /**
     * Leaves out blocks that repeat an idempotency key, as every consumer of the log does.
     *
     * @throws IllegalStateException when a block comes once more: its rows would count twice
     */
    List<StoredBlock> admit(List<StoredBlock> blocks) {
        Map<Integer, Long> expected = new HashMap<>();
        for (StoredBlock block : blocks) {
            int partition = block.partition().partition();
            long least = expected.getOrDefault(partition, position(partition));
            if (block.offset() < least) {
                throw new IllegalStateException("Block " + block.offset() + " of partition " + partition + " of "
                        + dataSource + " came where " + least + " was next; the job has to start again from coverage.");
            }
            expected.put(partition, block.offset() + 1);
        }
        return blocks.stream()
                .filter(b -> keys.admit(b.partition().partition(), b.header()))
                .toList();
    }

    /** The first block that the target's table does not account for. */
    long next(Target target, int partition) {
        return partitions.get(partition).next.get(target);
    }

    /** Where the partition stands. */
    long position(int partition) {
        return partitions.get(partition).position;
    }

    /** Moves on after blocks have run. */
    void advance(int partition, long position) {
        partitions.get(partition).position = position;
    }

    /** Notes a block that a feed does not hold. */
    void setAside(String feed, BlockId block, String error) {
        partitions
                .get(block.partition())
                .setAside
                .computeIfAbsent(feed, f -> new ArrayList<>())
                .add(new FeedRange.SetAsideBlock(block.offset(), error));
    }

    /**
     * Ends an epoch: what each target accounts for since the last one.
     *
     * @param freshNext by partition of the fresh topic the offset after what was published
     */
    SortedMap<Target, List<FeedRange>> cut(Map<Integer, Long> freshNext) {
        SortedMap<Target, List<FeedRange>> ranges = new TreeMap<>();
        for (Partition partition : partitions.values()) {
            for (Map.Entry<Target, Long> entry : partition.next.entrySet()) {
                if (partition.position > entry.getValue()) {
                    ranges.computeIfAbsent(entry.getKey(), t -> new ArrayList<>())
                            .add(range(partition, entry.getKey().feed(), entry.getValue(), freshNext));
                    entry.setValue(partition.position);
                }
            }
            partition.setAside.clear();
        }
        return ranges;
    }

    private FeedRange range(Partition partition, String feed, long from, Map<Integer, Long> freshNext) {
        int number = partition.id.partition();
        List<FeedRange.SetAsideBlock> setAside = partition.setAside.getOrDefault(feed, List.of()).stream()
                .filter(b -> b.offset() >= from)
                .sorted(Comparator.comparingLong(FeedRange.SetAsideBlock::offset))
                .toList();
        return new FeedRange(
                feed, partition.id, from, partition.position, freshNext.get(number), keys.snapshot(number), setAside);
    }
}
