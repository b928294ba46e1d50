package io.pipit.core.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads the fresh topic from given offsets; joins parts and drops void attempts. Not thread-safe, but for {@link #wakeup()}. */
public final class FreshReader implements AutoCloseable {
    /** Either a complete record or a notice; the other is null. */
    public record Item(int freshPartition, long nextFreshOffset, FreshRecord record, CommitNotice notice) {}

    /** Connects and reads from the given offsets (by partition of the fresh topic) on. */
    public FreshReader(String bootstrapServers, Map<String, String> client, LogTopic fresh, Map<Integer, Long> from) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The next items; an empty list after the time-out. */
    public List<Item> poll(Duration timeout) {
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
