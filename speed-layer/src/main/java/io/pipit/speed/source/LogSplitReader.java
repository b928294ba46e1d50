package io.pipit.speed.source;

import io.pipit.core.log.BlockReader;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.StoredBlock;
import io.pipit.speed.Failures;
import io.pipit.speed.SpeedJobConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/** Polls the log; the start of each split goes ahead of its blocks. */
final class LogSplitReader implements SplitReader<LogInput, LogSplit> {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final BlockReader reader;
    private final List<LogSplit> starting = new ArrayList<>();

    LogSplitReader(SpeedJobConfig.Kafka kafka) {
        reader = new BlockReader(kafka.bootstrapServers(), kafka.client());
    }

    @Override
    public RecordsWithSplitIds<LogInput> fetch() {
        Map<String, Collection<LogInput>> fetched = new HashMap<>();
        if (starting.isEmpty()) {
            for (StoredBlock block : poll()) {
                String split =
                        block.partition().topicId() + "-" + block.partition().partition();
                fetched.computeIfAbsent(split, s -> new ArrayList<>()).add(new LogInput.Arrived(block));
            }
        } else {
            starting.forEach(s -> fetched.put(s.splitId(), List.of(s.start())));
            starting.clear();
        }
        return new RecordsBySplits<>(fetched, Set.of());
    }

    private List<StoredBlock> poll() {
        try {
            return reader.poll(POLL);
        } catch (RuntimeException e) {
            throw Failures.forJob(e);
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<LogSplit> change) {
        try {
            Map<LogTopic, Map<Integer, Long>> from = new HashMap<>();
            for (LogSplit split : change.splits()) {
                from.computeIfAbsent(split.log(), l -> new HashMap<>())
                        .put(
                                split.start().partition().partition(),
                                split.start().from());
            }
            from.forEach(reader::assign);
            starting.addAll(change.splits());
        } catch (RuntimeException e) {
            throw Failures.forJob(e);
        }
    }

    @Override
    public void wakeUp() {
        reader.wakeup();
    }

    @Override
    public void close() {
        reader.close();
    }
}
