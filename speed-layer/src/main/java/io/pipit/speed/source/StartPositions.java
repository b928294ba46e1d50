package io.pipit.speed.source;

import io.pipit.core.block.LogPartition;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.log.Attempt;
import io.pipit.core.log.AttemptLog;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.speed.SpeedJobConfig;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads from the lake where each partition of each log has to start: at the least covered of the tables that it feeds. */
final class StartPositions implements AutoCloseable {
    private final SpeedPlan plan;
    private final SpeedJobConfig.Kafka kafka;
    private final Topics topics;
    private final Lake lake;
    private final LogAdmin admin;

    StartPositions(SpeedJobConfig config) {
        plan = SpeedPlan.compile(config.files());
        kafka = config.kafka();
        topics = new Topics(kafka.topicPrefix());
        lake = new Lake(config.lake());
        admin = new LogAdmin(kafka.bootstrapServers(), kafka.client());
    }

    /**
     * Makes what is missing and reads the coverage of all tables.
     *
     * @throws PipitException {@code DATA_LOSS} when a table was filled from a log that is no longer there
     */
    List<LogSplit> read() {
        admin.ensure(topics.fresh(), kafka.partitions());
        SortedMap<String, Map<String, FeedCoverage>> coverages = new TreeMap<>();
        for (String table : plan.tables()) {
            LakeTable held = lake.ensure(plan.table(table));
            coverages.put(table, held.refresh().coverage().feeds());
        }
        SortedMap<String, LogTopic> logs = new TreeMap<>();
        plan.landing().forEach(l -> logs.put(l, admin.ensure(topics.log(l), kafka.partitions())));
        Map<Integer, Attempt> attempts = AttemptLog.last(
                kafka.bootstrapServers(),
                kafka.client(),
                admin.ensureBounded(topics.attempts(), kafka.partitions(), AttemptLog.RETENTION_BYTES));
        List<LogSplit> splits = new ArrayList<>();
        logs.forEach((landing, log) -> {
            List<Target> targets = plan.targets(landing);
            targets.forEach(t -> refuseLostLogs(t, coverage(coverages, t), logs.values()));
            if (!targets.isEmpty()) {
                log.logPartitions().forEach(p -> splits.add(split(landing, log, p, targets, coverages, attempts)));
            }
        });
        return splits;
    }

    private static LogSplit split(
            String landing,
            LogTopic log,
            LogPartition partition,
            List<Target> targets,
            SortedMap<String, Map<String, FeedCoverage>> coverages,
            Map<Integer, Attempt> attempts) {
        Map<Target, Long> next = new TreeMap<>();
        targets.forEach(t -> next.put(t, coverage(coverages, t).next(partition)));
        Target last = targets.stream()
                .min(Comparator.comparing((Target t) -> next.get(t)))
                .orElseThrow();
        // The window of exactly the position at which reading starts: that of the table which is furthest behind.
        List<Long> recentKeys = coverage(coverages, last).recentKeys().getOrDefault(partition.partition(), List.of());
        Attempt lastAttempt = attempts.getOrDefault(partition.partition(), Attempt.NONE);
        return new LogSplit(
                log.name(),
                log.partitions(),
                new LogInput.Start(landing, partition, next.get(last), next, recentKeys, lastAttempt));
    }

    private static FeedCoverage coverage(SortedMap<String, Map<String, FeedCoverage>> coverages, Target target) {
        FeedCoverage held = coverages.get(target.table()).get(target.feed());
        return held == null ? new FeedCoverage(new TreeMap<>()) : held;
    }

    /** Coverage that names a topic id which no log has means that the log was made anew, and its blocks are gone. */
    private static void refuseLostLogs(Target target, FeedCoverage coverage, Collection<LogTopic> logs) {
        for (Map.Entry<LogPartition, Long> held : coverage.partitions().entrySet()) {
            String topicId = held.getKey().topicId();
            if (held.getValue() > 0 && logs.stream().noneMatch(l -> l.topicId().equals(topicId))) {
                throw new PipitException(
                        ErrorCode.DATA_LOSS,
                        "The table '" + target.table() + "' accounts for blocks below offset " + held.getValue()
                                + " of a log with the id " + topicId + ", but no log of this installation has that id: "
                                + "it was deleted, or deleted and made anew. Restore the log, or end all processes and go on "
                                + "without it: 'pipit log renew'.");
            }
        }
    }

    @Override
    public void close() {
        try (lake) {
            admin.close();
        }
    }
}
