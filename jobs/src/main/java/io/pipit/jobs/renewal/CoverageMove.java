package io.pipit.jobs.renewal;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.copy.FedTables.Fed;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What tables account for, said of the new logs: each position is as before, or where the new log begins. */
final class CoverageMove {
    /** A log and where it begins now, by partition. */
    record Moved(LostLog lost, LogTopic topic, Map<Integer, Long> begin) {}

    private final Map<String, Moved> byLanding = new HashMap<>();
    private final Map<String, Moved> byTopicId = new HashMap<>();
    private final Collection<Fed> feeds;

    /**
     * Of some logs.
     *
     * @param feeds all feeds of the project's tables
     */
    CoverageMove(Collection<Moved> logs, Collection<Fed> feeds) {
        this.feeds = feeds;
        for (Moved moved : logs) {
            byLanding.put(moved.lost().landing(), moved);
            byTopicId.put(moved.topic().topicId(), moved);
            moved.lost().ids().forEach(id -> byTopicId.put(id, moved));
        }
    }

    Coverage apply(String table, Coverage held) {
        SortedMap<String, FeedCoverage> changed = new TreeMap<>();
        held.feeds().forEach((feed, coverage) -> changed.put(feed, moved(coverage)));
        for (Fed fed : feeds) {
            Moved moved = byLanding.get(fed.landing());
            if (fed.table().equals(table) && moved != null) {
                // One that holds no block yet must not look for what is before the beginning of the new log.
                FeedCoverage none = new FeedCoverage(new TreeMap<>());
                changed.put(fed.feed(), moved(held.feeds().getOrDefault(fed.feed(), none), moved));
            }
        }
        SortedMap<String, CopyCoverage> copies = new TreeMap<>();
        held.copies().forEach((copy, coverage) -> copies.put(copy, moved(coverage)));
        return new Coverage(changed, copies);
    }

    private FeedCoverage moved(FeedCoverage coverage) {
        return coverage.partitions().keySet().stream()
                .map(partition -> byTopicId.get(partition.topicId()))
                .filter(moved -> moved != null)
                .findFirst()
                .map(moved -> moved(coverage, moved))
                // Of another log; but the fresh topic is made anew with all.
                .orElseGet(() ->
                        new FeedCoverage(coverage.partitions(), Map.of(), coverage.recentKeys(), coverage.setAside()));
    }

    private static FeedCoverage moved(FeedCoverage coverage, Moved log) {
        String id = log.topic().topicId();
        SortedMap<LogPartition, Long> partitions = new TreeMap<>();
        Map<Integer, List<Long>> keys = new HashMap<>(coverage.recentKeys());
        log.begin().forEach((partition, begin) -> {
            long next = LostLogs.next(coverage, partition);
            if (next < begin) {
                keys.put(partition, log.lost().keys().getOrDefault(partition, List.of()));
            }
            if (Math.max(next, begin) > 0) {
                partitions.put(new LogPartition(id, partition), Math.max(next, begin));
            }
        });
        List<SetAsideBlock> setAside = coverage.setAside().stream()
                .map(block -> new SetAsideBlock(
                        new LogPartition(id, block.partition().partition()), block.offset(), block.error()))
                .toList();
        return new FeedCoverage(partitions, Map.of(), keys, setAside);
    }

    private CopyCoverage moved(CopyCoverage copy) {
        SortedMap<LogPartition, Long> edge = new TreeMap<>();
        copy.edge().next().forEach((partition, next) -> {
            Moved log = byTopicId.get(partition.topicId());
            edge.put(log == null ? partition : new LogPartition(log.topic().topicId(), partition.partition()), next);
        });
        return new CopyCoverage(
                copy.runId(),
                copy.runKey(),
                copy.number(),
                copy.numbersByKey(),
                copy.runs(),
                copy.oldest(),
                new PositionVector(edge),
                copy.committedAtMillis(),
                copy.basis());
    }
}
