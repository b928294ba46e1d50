package io.pipit.speed.source;

import io.pipit.speed.SpeedJobConfig;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Blocks of all landing logs of a project, from the coverage of the tables on.
 *
 * <p>Flink's Kafka source restores the offsets of its checkpoints by itself; here only the lake knows how far its tables are.
 */
public final class LogSource implements Source<LogInput, LogSplit, LogEnumerator.NoState> {
    private final SpeedJobConfig config;

    /** For a job. */
    public LogSource(SpeedJobConfig config) {
        this.config = config;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<LogSplit, LogEnumerator.NoState> createEnumerator(SplitEnumeratorContext<LogSplit> context) {
        return new LogEnumerator(context, config);
    }

    @Override
    public SplitEnumerator<LogSplit, LogEnumerator.NoState> restoreEnumerator(
            SplitEnumeratorContext<LogSplit> context, LogEnumerator.NoState none) {
        return new LogEnumerator(context, config);
    }

    @Override
    public SourceReader<LogInput, LogSplit> createReader(SourceReaderContext context) {
        return new LogReader(config.kafka(), context);
    }

    @Override
    public SimpleVersionedSerializer<LogSplit> getSplitSerializer() {
        return new LogSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<LogEnumerator.NoState> getEnumeratorCheckpointSerializer() {
        return new NoStateSerializer();
    }
}
