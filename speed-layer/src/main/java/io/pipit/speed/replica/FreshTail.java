package io.pipit.speed.replica;

import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshReader;
import io.pipit.core.log.FreshRecord;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Follows the fresh topic: the rows of views whose targets are joined, and the commits of batch runs, after which a joined table is
 * taken from the lake anew.
 */
final class FreshTail implements Tail {
    private static final Duration POLL = Duration.ofMillis(200);

    /** A view that writes to a joined table. */
    record Writer(String feed, String freshKey, ReplicaTable table) {}

    private final LogAdmin admin;
    private final LogTopic topic;
    private final Map<String, ReplicaTable> tables;
    private final Map<String, List<Writer>> byTopicId;
    private final FreshReader reader;

    /**
     * Opens a reader where the tables' snapshots say.
     *
     * @param byTopicId the writers by the log at the start of their chain
     */
    FreshTail(
            LogAdmin admin,
            LogTopic topic,
            Map<String, ReplicaTable> tables,
            Map<String, List<Writer>> byTopicId,
            Function<Map<Integer, Long>, FreshReader> readers) {
        this.admin = admin;
        this.topic = topic;
        this.tables = tables;
        this.byTopicId = byTopicId;
        reader = readers.apply(start());
    }

    private Map<Integer, Long> start() {
        Map<Integer, Long> earliest = admin.earliest(topic);
        Map<Integer, Long> latest = admin.latest(topic);
        Map<Integer, Long> from = new HashMap<>();
        latest.forEach((partition, end) -> {
            long first = earliest.getOrDefault(partition, 0L);
            long wanted = byTopicId.values().stream()
                    .flatMap(List::stream)
                    .mapToLong(w -> w.table().coverage(w.feed()).freshNext().getOrDefault(partition, first))
                    .min()
                    .orElse(end);
            from.put(partition, wanted < first || wanted > end ? first : wanted);
        });
        return from;
    }

    @Override
    public void catchUp() {
        Map<Integer, Long> end = admin.latest(topic);
        while (!reader.reached(topic, end)) {
            for (FreshReader.Item item : reader.poll(POLL)) {
                if (item.record() != null) {
                    take(item.record());
                } else if (item.notice() != null) {
                    take(item.notice());
                }
            }
        }
    }

    private void take(FreshRecord record) {
        for (Writer writer : byTopicId.getOrDefault(record.partition().topicId(), List.of())) {
            byte[] rows = record.rows().get(writer.freshKey());
            if (rows == null) {
                continue; // from before the view existed, or had this text
            }
            long held = writer.table().next(writer.feed(), record.partition());
            if (record.from() > held) {
                throw gap(writer, record, held);
            }
            writer.table().add(writer.feed(), record.partition(), record.to(), SourceRows.derived(writer.feed(), rows));
        }
    }

    private void take(CommitNotice notice) {
        if (notice.epoch() < 0) {
            notice.snapshots().keySet().stream()
                    .map(tables::get)
                    .filter(Objects::nonNull)
                    .forEach(ReplicaTable::reload);
        }
    }

    private static PipitException gap(Writer writer, FreshRecord record, long held) {
        return new PipitException(
                ErrorCode.FRESH_GAP,
                "The rows of '" + writer.feed() + "', which views join, have a gap: partition "
                        + record.partition().partition() + " is held up to offset " + held
                        + ", and the next record starts at " + record.from() + ". The job starts again from coverage.");
    }

    @Override
    public void close() {
        reader.close();
    }
}
