package io.pipit.core.log;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes blocks to landing logs: idempotent, all replicas acknowledge. Thread-safe. */
public final class BlockWriter implements AutoCloseable {
    private final DurableProducer producer;
    private final PartitionTurns turns = new PartitionTurns(System::nanoTime);
    private final WrittenEnds ends = new WrittenEnds();
    private final LogAdmin admin;

    /** Where a block went: the log's topic id, the partition, and the offset. */
    public record Written(String topicId, int partition, long offset) {}

    /** Connects; {@code client} holds further Kafka client settings. */
    public BlockWriter(String bootstrapServers, Map<String, String> client) {
        this.producer = new DurableProducer(bootstrapServers, withoutCompression(client));
        this.admin = new LogAdmin(bootstrapServers, client);
    }

    /**
     * Writes a block. Blocks with an idempotency key go to the partition that the key decides, those of foreign topics to the one
     * of their first source (see {@link SourceChains#partition}), others to any.
     *
     * @return completes when the block is durable; fails with {@code LOG_UNAVAILABLE} when it surely is not there, with
     *     {@code ACCEPTANCE_UNKNOWN} when it may be, with {@code BODY_TOO_LARGE} when the log takes no block of its size, and with
     *     {@code DATA_LOSS} when the log was made anew
     */
    public CompletableFuture<Written> write(LogTopic log, Block block) {
        byte[] value = BlockCodec.value(block);
        int partition = partition(log, block.header(), block.rows().length);
        long before;
        try {
            before = ends.before(log, partition);
        } catch (PipitException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (value.length > ClientSettings.MAX_RECORD_BYTES - 64 * 1024) {
            return CompletableFuture.failedFuture(new PipitException(
                    ErrorCode.BODY_TOO_LARGE,
                    "A block of " + block.header().dataSource() + " has " + value.length + " bytes; the log takes "
                            + ClientSettings.MAX_RECORD_BYTES + ". Send fewer events in one request."));
        }
        return producer.send(new ProducerRecord<>(
                        log.name(), partition, null, null, value, BlockCodec.headers(block.header())))
                .thenCompose(written -> before == WrittenEnds.NONE ? checked(log, partition, written) : done(written))
                .thenApply(written -> {
                    ends.written(log, partition, before, written.offset());
                    return new Written(log.topicId(), partition, written.offset());
                });
    }

    /** The first of a partition in this process: no offset tells whether the topic was made anew before it was written. */
    private CompletableFuture<RecordMetadata> checked(LogTopic log, int partition, RecordMetadata written) {
        return admin.isThere(log).handle((there, failure) -> {
            if (failure != null) {
                throw new PipitException(
                        ErrorCode.ACCEPTANCE_UNKNOWN,
                        "A block is in the topic " + log.name()
                                + ", and it is not known whether that is still the one of this installation. "
                                + KafkaErrors.root(failure).getMessage(),
                        failure);
            } else if (!there) {
                throw ends.madeAnew(log, partition, written.offset());
            }
            return written;
        });
    }

    private static CompletableFuture<RecordMetadata> done(RecordMetadata written) {
        return CompletableFuture.completedFuture(written);
    }

    /** Blocks are packed already: so brokers need not unpack them to check them, nor readers before somebody needs the rows. */
    private static Map<String, String> withoutCompression(Map<String, String> client) {
        Map<String, String> settings = new HashMap<>(client);
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        return settings;
    }

    private int partition(LogTopic log, BlockHeader header, long bytes) {
        if (!header.sources().isEmpty()) {
            return SourceChains.partition(header.sources().get(0), log.partitions());
        }
        String key = header.idempotencyKey();
        return key.isEmpty() ? turns.next(log, bytes) : KeyHash.partition(key, log.partitions());
    }

    @Override
    public void close() {
        try (LogAdmin last = admin) {
            producer.close();
        }
    }
}
