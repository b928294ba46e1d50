package io.pipit.speed.source;

import io.pipit.speed.SpeedJobConfig;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** Reads the partitions of one subtask with one consumer on a thread of its own; keeps no positions in checkpoints. */
final class LogReader extends SingleThreadMultiplexSourceReaderBase<LogInput, LogInput, LogSplit, LogSplit> {
    LogReader(SpeedJobConfig.Kafka kafka, SourceReaderContext context) {
        super(
                () -> new LogSplitReader(kafka),
                (input, output, split) -> output.collect(input),
                context.getConfiguration(),
                context);
    }

    @Override
    public List<LogSplit> snapshotState(long checkpointId) {
        return List.of();
    }

    @Override
    protected void onSplitFinished(Map<String, LogSplit> finished) {}

    @Override
    protected LogSplit initializedState(LogSplit split) {
        return split;
    }

    @Override
    protected LogSplit toSplitType(String splitId, LogSplit split) {
        return split;
    }
}
