package io.pipit.jobs.maintenance;

import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.copy.FedTables;
import io.pipit.jobs.copy.FedTables.Fed;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * Drops records from Kafka that no reader needs any more (rules 4 and 5): of the fresh topic what lies below where a reader starts that
 * holds any table's coverage; of the logs, where it is asked for, what every table, pin and poison block is past.
 *
 * <p>The order of looking matters: ends of topics first, coverage afterwards. So a feed that stands at the end of its log, seen
 * before, has nothing to say in the fresh topic below the end that was seen before that.
 */
public final class TrimWork implements MaintenanceWork {
    private final LogSettings logs;
    private final Lake lake;
    private final Supplier<Plan> plan;
    private final MaintenanceSettings.Trim settings;
    private final Lock logHold;
    private final Clock clock;

    /**
     * On an installation.
     *
     * @param logHold held while logs are trimmed; while somebody else holds it they are left as they are
     */
    public TrimWork(
            LogSettings logs,
            Lake lake,
            Supplier<Plan> plan,
            MaintenanceSettings.Trim settings,
            Lock logHold,
            Clock clock) {
        this.logs = logs;
        this.lake = lake;
        this.plan = plan;
        this.settings = settings;
        this.logHold = logHold;
        this.clock = clock;
    }

    @Override
    public Map<String, Long> run(Set<String> tables, String runId, StopSign stop) {
        boolean held = logHold.tryLock();
        try {
            return run(stop, held && settings.logRetention().duration().isPresent());
        } finally {
            if (held) {
                logHold.unlock();
            }
        }
    }

    private Map<String, Long> run(StopSign stop, boolean trimsLogs) {
        List<Fed> feeds = FedTables.of(plan.get());
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            LogTopic fresh = admin.ensure(logs.topics().fresh(), logs.partitions());
            Map<Integer, Long> freshEnds = admin.latest(fresh);
            Map<String, LogTopic> topics = new TreeMap<>();
            Map<String, Map<Integer, Long>> ends = new HashMap<>();
            for (Fed fed : feeds) {
                LogTopic log = topics.computeIfAbsent(
                        fed.landing(), l -> admin.ensure(logs.topics().log(l), logs.partitions()));
                ends.computeIfAbsent(fed.landing(), l -> admin.latest(log));
            }
            Held held = new Held(topics, ends);
            feeds.forEach(fed -> held.see(fed, lake.find(fed.table())));
            return Map.of(
                    "fresh_records",
                    trimFresh(admin, fresh, freshEnds, held),
                    "log_records",
                    trimsLogs ? trimLogs(admin, held, stop) : 0L);
        }
    }

    private long trimFresh(LogAdmin admin, LogTopic fresh, Map<Integer, Long> ends, Held held) {
        Map<Integer, Long> recent =
                admin.since(fresh, clock.millis() - settings.freshKeep().toMillis());
        Map<Integer, Long> before = new HashMap<>();
        for (int p = 0; p < fresh.partitions(); p++) {
            before.put(p, Math.min(held.freshBound(p, ends.get(p)), recent.get(p)));
        }
        return trim(admin, fresh, before);
    }

    private long trimLogs(LogAdmin admin, Held held, StopSign stop) {
        Duration keep = settings.logRetention().duration().orElseThrow();
        long trimmed = 0;
        for (Map.Entry<String, LogTopic> log : held.topics.entrySet()) {
            if (stop.given()) {
                break;
            }
            Map<Integer, Long> recent = admin.since(log.getValue(), clock.millis() - keep.toMillis());
            Map<Integer, Long> before = new HashMap<>();
            for (int p = 0; p < log.getValue().partitions(); p++) {
                before.put(p, Math.min(held.logBound(log.getKey(), p), recent.get(p)));
            }
            trimmed += trim(admin, log.getValue(), before);
        }
        return trimmed;
    }

    private static long trim(LogAdmin admin, LogTopic topic, Map<Integer, Long> before) {
        Map<Integer, Long> first = admin.earliest(topic);
        long trimmed = before.entrySet().stream()
                .mapToLong(e -> Math.max(0, e.getValue() - first.get(e.getKey())))
                .sum();
        if (trimmed > 0) {
            before.replaceAll((p, offset) -> Math.max(offset, first.get(p)));
            admin.trim(topic, before);
        }
        return trimmed;
    }

    /** What the tables hold of their feeds. */
    private static final class Held {
        private final Map<String, LogTopic> topics;
        private final Map<String, Map<Integer, Long>> ends;
        private final List<Standing> standings = new ArrayList<>();

        /** A feed into a table: at its newest snapshot, or at one that a tag keeps. */
        private record Standing(Fed fed, FeedCoverage coverage, boolean newest) {}

        Held(Map<String, LogTopic> topics, Map<String, Map<Integer, Long>> ends) {
            this.topics = topics;
            this.ends = ends;
        }

        void see(Fed fed, Optional<LakeTable> table) {
            if (table.isEmpty()) {
                standings.add(new Standing(fed, new FeedCoverage(new TreeMap<>()), true));
                return;
            }
            standings.add(new Standing(fed, coverage(fed, table.get().refresh()), true));
            table.get().tagged().forEach((tag, state) -> {
                // What only the lake is read for needs no log.
                if (!tag.startsWith(CopyCoverage.Basis.TAG)) {
                    standings.add(new Standing(fed, coverage(fed, state), false));
                }
            });
        }

        private static FeedCoverage coverage(Fed fed, TableState state) {
            FeedCoverage held = state.coverage().feeds().get(fed.feed());
            return held == null ? new FeedCoverage(new TreeMap<>()) : held;
        }

        /** Landing tables' fresh rows are the log's own blocks, so only views have records in the fresh topic. */
        long freshBound(int partition, long end) {
            long bound = end;
            for (Standing standing : standings) {
                if (standing.newest() && !standing.fed().ofLog() && !atEnd(standing, partition)) {
                    bound = Math.min(bound, standing.coverage().freshNext().getOrDefault(partition, 0L));
                }
            }
            return bound;
        }

        private boolean atEnd(Standing standing, int partition) {
            return next(standing, partition)
                    >= ends.get(standing.fed().landing()).getOrDefault(partition, 0L);
        }

        private long next(Standing standing, int partition) {
            LogTopic topic = topics.get(standing.fed().landing());
            return standing.coverage().next(topic.logPartitions().get(partition));
        }

        /** The smallest coverage, also of pins, and never past a poison block, which a replay reads again. */
        long logBound(String landing, int partition) {
            long bound = Long.MAX_VALUE;
            for (Standing standing : standings) {
                if (standing.fed().landing().equals(landing)) {
                    bound = Math.min(bound, next(standing, partition));
                    for (FeedCoverage.SetAsideBlock block : standing.coverage().setAside()) {
                        if (block.partition().partition() == partition) {
                            bound = Math.min(bound, block.offset());
                        }
                    }
                }
            }
            return bound;
        }
    }
}
