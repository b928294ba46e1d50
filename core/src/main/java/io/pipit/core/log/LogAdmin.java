package io.pipit.core.log;

import java.util.Map;
import java.util.Optional;

/** Makes and describes topics. Failures of the broker are {@code LOG_UNAVAILABLE}. */
public final class LogAdmin implements AutoCloseable {
    /** Connects; {@code client} holds further Kafka client settings. */
    public LogAdmin(String bootstrapServers, Map<String, String> client) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Makes the topic unless it exists: no compaction, no time or size retention, no unclean election. */
    public LogTopic ensure(String topic, int partitions) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The topic, if it exists. */
    public Optional<LogTopic> describe(String topic) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** First offset still held, by partition. */
    public Map<Integer, Long> earliest(LogTopic topic) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Offset after the last block, by partition. */
    public Map<Integer, Long> latest(LogTopic topic) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Drops what lies before the offsets (by partition). */
    public void trim(LogTopic topic, Map<Integer, Long> before) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Deletes a topic; what it held is gone. */
    public void delete(String topic) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
