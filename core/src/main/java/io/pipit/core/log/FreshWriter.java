package io.pipit.core.log;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Writes to the fresh topic. A record of log partition p goes to partition p of the fresh topic. Thread-safe. */
public final class FreshWriter implements AutoCloseable {
    /** Connects; {@code client} holds further Kafka client settings. */
    public FreshWriter(String bootstrapServers, Map<String, String> client, LogTopic fresh) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Writes a record, in parts where it is too large; completes with the fresh offset after its last part. */
    public CompletableFuture<Long> write(FreshRecord whole) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Writes a notice to every partition. */
    public CompletableFuture<Void> write(CommitNotice notice) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Waits until all that was written is durable. */
    public void flush() {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
