package io.pipit.core.log;

import io.pipit.core.block.Block;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Writes blocks to landing logs: idempotent, all replicas acknowledge. Thread-safe. */
public final class BlockWriter implements AutoCloseable {
    /** Where a block went: the log's topic id, the partition, and the offset. */
    public record Written(String topicId, int partition, long offset) {}

    /** Connects; {@code client} holds further Kafka client settings. */
    public BlockWriter(String bootstrapServers, Map<String, String> client) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Writes a block. Blocks with an idempotency key go to the partition that the key decides, others to any.
     *
     * @return completes when the block is durable; fails with {@code LOG_UNAVAILABLE} when it surely is not there, and with
     *     {@code ACCEPTANCE_UNKNOWN} when it may be
     */
    public CompletableFuture<Written> write(LogTopic log, Block block) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
