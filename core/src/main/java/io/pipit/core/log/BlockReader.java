package io.pipit.core.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Reads blocks in the order of their offsets. There is no silent reset: where the log holds less than is asked for, or has been
 * made anew, reading fails with {@code DATA_LOSS}. Not thread-safe, but for {@link #wakeup()}.
 */
public final class BlockReader implements AutoCloseable {
    /** Connects; {@code client} holds further Kafka client settings. */
    public BlockReader(String bootstrapServers, Map<String, String> client) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Reads the partitions of a log from the given offsets on, beside those assigned before.
     *
     * @param from next offset by partition
     */
    public void assign(LogTopic log, Map<Integer, Long> from) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The next blocks; an empty list after the time-out. */
    public List<StoredBlock> poll(Duration timeout) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Ends a poll that another thread waits in. */
    public void wakeup() {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
