package io.pipit.serving.state;

import io.pipit.core.block.Feed;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.RecentKeys;
import io.pipit.serving.fresh.LogFollower;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Where reading begins: at what the lake covers. A feed into several tables begins at the smallest of their coverages. */
final class Starts {
    private final Topology topology;
    private final Map<String, TableState> states;

    Starts(Topology topology, Map<String, TableState> states) {
        this.topology = topology;
        this.states = states;
    }

    /** Where a feed stands; nothing is covered of a feed whose tables keep no rows. */
    Offsets progress(String feed) {
        LogTopic log = topology.logOfFeed().get(feed);
        return stored(feed)
                .map(table -> Offsets.of(log, coverage(table, feed)))
                .reduce(Offsets::min)
                .orElseGet(() -> Offsets.zero(log.partitions()));
    }

    /** Where the follower of a landing log begins, with the keys that precede that place. */
    LogFollower.Start log(String dataSource) {
        String feed = Feed.log(dataSource);
        LogTopic log = topology.logs().get(dataSource);
        Offsets next = progress(feed);
        RecentKeys keys = new RecentKeys();
        for (int p = 0; p < log.partitions(); p++) {
            int partition = p;
            stored(feed)
                    .map(table -> coverage(table, feed))
                    .filter(c -> Offsets.of(log, c).next(partition) == next.next(partition))
                    .filter(Objects::nonNull)
                    .map(c -> c.recentKeys().get(partition))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(hashes -> keys.restore(partition, hashes));
        }
        return new LogFollower.Start(dataSource, log, next, keys);
    }

    /**
     * Where the follower of the fresh topic begins.
     *
     * @param earliest first offsets held, by partition
     * @param latest offsets after the last record, by partition
     */
    Map<Integer, Long> fresh(Map<Integer, Long> earliest, Map<Integer, Long> latest) {
        Map<Integer, Long> from = new HashMap<>();
        for (int p = 0; p < topology.fresh().partitions(); p++) {
            int partition = p;
            long first = earliest.getOrDefault(p, 0L);
            long end = latest.getOrDefault(p, 0L);
            long wanted = topology.targetOfView().entrySet().stream()
                    .mapToLong(e -> Optional.ofNullable(coverage(e.getValue(), e.getKey()))
                            .map(c -> c.freshNext().get(partition))
                            .orElse(first))
                    .min()
                    .orElse(end);
            from.put(p, wanted < first || wanted > end ? first : wanted);
        }
        return from;
    }

    private Stream<String> stored(String feed) {
        return topology.tables(feed).stream();
    }

    private FeedCoverage coverage(String table, String feed) {
        return states.get(table).coverage().feeds().get(feed);
    }

    /** The feeds whose coverage speaks of a log that is gone: another topic has its name now. */
    List<String> orphaned() {
        return topology.logOfFeed().entrySet().stream()
                .filter(e -> stored(e.getKey()).anyMatch(t -> speaksOfAnother(coverage(t, e.getKey()), e.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean speaksOfAnother(FeedCoverage coverage, LogTopic log) {
        return coverage != null
                && coverage.partitions().entrySet().stream()
                        .anyMatch(e -> e.getValue() > 0 && !e.getKey().topicId().equals(log.topicId()));
    }
}
