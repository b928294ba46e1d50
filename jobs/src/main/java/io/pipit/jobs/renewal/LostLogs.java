package io.pipit.jobs.renewal;

import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.copy.FedTables;
import io.pipit.jobs.copy.FedTables.Fed;
import io.pipit.jobs.renewal.LostLog.Behind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Finds the logs that are not what tables rely on. Changes nothing. */
final class LostLogs {
    private final LogSettings logs;
    private final Lake lake;
    private final LogAdmin admin;
    private final ToLongFunction<LogTopic> blocks;

    /** {@code blocks} counts those of a topic. */
    LostLogs(LogSettings logs, Lake lake, LogAdmin admin, ToLongFunction<LogTopic> blocks) {
        this.logs = logs;
        this.lake = lake;
        this.admin = admin;
        this.blocks = blocks;
    }

    List<LostLog> find(Plan plan) {
        SortedMap<String, Map<Fed, FeedCoverage>> byLanding = new TreeMap<>();
        for (Fed fed : FedTables.of(plan)) {
            lake.find(fed.table()).ifPresent(table -> {
                FeedCoverage none = new FeedCoverage(new TreeMap<>());
                FeedCoverage held = table.refresh().coverage().feeds().getOrDefault(fed.feed(), none);
                byLanding.computeIfAbsent(fed.landing(), l -> new HashMap<>()).put(fed, held);
            });
        }
        List<LostLog> lost = new ArrayList<>();
        byLanding.forEach((landing, coverages) -> look(landing, coverages).ifPresent(lost::add));
        return lost;
    }

    private Optional<LostLog> look(String landing, Map<Fed, FeedCoverage> coverages) {
        Set<String> ids = new TreeSet<>();
        SortedMap<Integer, Long> most = new TreeMap<>();
        SortedMap<Integer, Long> least = new TreeMap<>();
        Map<Integer, List<Long>> keys = new HashMap<>();
        for (FeedCoverage coverage : coverages.values()) {
            coverage.partitions().forEach((partition, next) -> {
                if (next > 0) {
                    ids.add(partition.topicId());
                }
            });
            for (int p = 0; p < logs.partitions(); p++) {
                long next = next(coverage, p);
                least.merge(p, next, Math::min);
                if (next > most.getOrDefault(p, -1L)) {
                    most.put(p, next);
                    keys.put(p, coverage.recentKeys().getOrDefault(p, List.of()));
                }
            }
        }
        if (ids.isEmpty()) {
            return Optional.empty(); // no table relies on it
        }
        Optional<LogTopic> topic = admin.describe(logs.topics().log(landing));
        Map<Integer, Long> first = topic.map(admin::earliest).orElse(Map.of());
        Map<Integer, Long> end = topic.map(admin::latest).orElse(Map.of());
        String why = why(topic, ids, least, most, first, end);
        if (why.isEmpty()) {
            return Optional.empty();
        }
        long held = topic.map(blocks::applyAsLong).orElse(0L);
        return Optional.of(new LostLog(landing, why, topic, ids, most, keys, held, behind(coverages, most)));
    }

    /** How far a feed has come in a partition, whichever topic it speaks of. */
    static long next(FeedCoverage coverage, int partition) {
        return coverage.partitions().entrySet().stream()
                .filter(e -> e.getKey().partition() == partition)
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    private static String why(
            Optional<LogTopic> topic,
            Set<String> ids,
            SortedMap<Integer, Long> least,
            SortedMap<Integer, Long> most,
            Map<Integer, Long> first,
            Map<Integer, Long> end) {
        if (topic.isEmpty()) {
            return "is not there";
        }
        if (!ids.equals(Set.of(topic.get().topicId()))) {
            return "is another topic of the same name (id " + topic.get().topicId() + ")";
        }
        for (int p : most.keySet()) {
            if (end.get(p) < most.get(p)) {
                return "ends at offset " + end.get(p) + " of partition " + p;
            }
            if (first.get(p) > least.get(p)) {
                return "begins at offset " + first.get(p) + " of partition " + p;
            }
        }
        return "";
    }

    private static List<Behind> behind(Map<Fed, FeedCoverage> coverages, SortedMap<Integer, Long> most) {
        List<Behind> behind = new ArrayList<>();
        coverages.forEach((fed, coverage) -> {
            long blocks = most.entrySet().stream()
                    .mapToLong(e -> e.getValue() - next(coverage, e.getKey()))
                    .sum();
            if (blocks > 0) {
                behind.add(new Behind(fed, blocks));
            }
        });
        return behind;
    }
}
