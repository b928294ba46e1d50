package io.pipit.intake.kafka;

import io.pipit.core.block.SourceRange;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.intake.kafka.FeederObserver.Level;
import io.pipit.intake.kafka.FeederObserver.Report;
import io.pipit.intake.kafka.FeederStatus.Partition;
import io.pipit.intake.kafka.FeederStatus.State;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of a feeder from outside. Thread-safe. */
final class FeederMeters {
    private static final Logger LOG = LoggerFactory.getLogger(FeederMeters.class);

    private final KafkaSource source;
    private final FeederObserver observer;
    private final Map<Integer, Partition> partitions = new TreeMap<>();
    private final Map<Integer, long[]> sinceReport = new TreeMap<>();
    private State state = State.STARTING;
    private String code = "";
    private String error = "";
    private long messages;
    private long quarantined;
    private long bytes;
    private long lost;

    FeederMeters(KafkaSource source, FeederObserver observer) {
        this.source = source;
        this.observer = observer;
    }

    synchronized void reading() {
        if (state == State.RETRYING) {
            tell(-1, Level.INFO, -1, 0, 0, "reads again");
        }
        state = State.READING;
        code = "";
        error = "";
    }

    synchronized void failed(PipitException failure) {
        boolean another = !failure.getMessage().equals(error);
        state = State.RETRYING;
        code = failure.code().name();
        error = failure.getMessage();
        if (another) {
            LOG.warn("The topic {} of '{}' is not read: {} {}", source.topic(), source.dataSource(), code, error);
            tell(-1, Level.ERROR, -1, 0, 0, code + ": " + error);
        }
    }

    synchronized void lost(int partition, long from, long to) {
        lost += to - from;
        String text =
                "The messages " + from + " to " + (to - 1) + " of partition " + partition + " of '" + source.topic()
                        + "' were deleted by the topic's retention before they were read; reading goes on behind them.";
        LOG.warn("{} Data source '{}'", text, source.dataSource());
        tell(partition, Level.WARNING, -1, 0, 0, text);
    }

    synchronized void assigned(Set<Integer> now) {
        partitions.keySet().retainAll(now);
    }

    synchronized void counted(SourceRange range, long count, long size) {
        messages += count;
        bytes += size;
        Partition before = partitions.get(range.partition());
        long lag = before == null ? 0 : before.lag();
        partitions.put(range.partition(), new Partition(range.partition(), range.to(), lag));
        long[] sums = sinceReport.computeIfAbsent(range.partition(), p -> new long[2]);
        sums[0] += count;
        sums[1] += size;
    }

    synchronized void quarantined(long count) {
        quarantined += count;
    }

    /** Where a partition stands. */
    synchronized void at(int partition, long next, long end) {
        partitions.put(partition, new Partition(partition, next, Math.max(0, end - next)));
    }

    /** Tells how far each partition is. */
    synchronized void report() {
        for (Partition partition : partitions.values()) {
            long[] sums = sinceReport.getOrDefault(partition.partition(), new long[2]);
            if (sums[0] > 0 || partition.lag() > 0) {
                tell(partition.partition(), Level.INFO, partition.lag(), sums[0], sums[1], "");
            }
        }
        sinceReport.clear();
    }

    synchronized FeederStatus status() {
        return new FeederStatus(
                source.dataSource(),
                source.connection().name(),
                source.topic(),
                source.group(),
                state,
                code,
                error,
                messages,
                quarantined,
                bytes,
                lost,
                java.util.List.copyOf(partitions.values()));
    }

    private void tell(int partition, Level level, long lag, long count, long size, String text) {
        observer.told(new Report(source.dataSource(), source.topic(), partition, level, lag, count, size, text));
    }
}
