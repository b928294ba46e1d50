package io.pipit.core.log;

import io.pipit.core.log.FreshCodec.PartHeader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Writes to the fresh topic. A record of log partition p goes to partition p of the fresh topic. Thread-safe; parts of
 * different records may interleave, the reader sorts them by attempt.
 */
public final class FreshWriter implements AutoCloseable {
    private static final int DEFAULT_PART_BYTES = 8 * 1024 * 1024;

    private final DurableProducer producer;
    private final LogTopic fresh;
    private final int partBytes;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Connects; {@code client} holds further Kafka client settings. */
    public FreshWriter(String bootstrapServers, Map<String, String> client, LogTopic fresh) {
        this(bootstrapServers, client, fresh, DEFAULT_PART_BYTES);
    }

    /** Writes parts of at most the given size. */
    public FreshWriter(String bootstrapServers, Map<String, String> client, LogTopic fresh, int partBytes) {
        this.producer = new DurableProducer(bootstrapServers, client);
        this.fresh = fresh;
        this.partBytes = partBytes;
    }

    /**
     * Writes a record, in parts where it is too large; completes with the fresh offset after its last part.
     *
     * @param whole its part and parts are 0 and 1: it is cut here
     */
    public CompletableFuture<Long> write(FreshRecord whole) {
        byte[] body = FreshCodec.encodeBody(whole);
        int parts = Math.max(1, (body.length + partBytes - 1) / partBytes);
        List<CompletableFuture<RecordMetadata>> sent = IntStream.range(0, parts)
                .mapToObj(part -> writePart(whole, body, part, parts))
                .toList();
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .thenApply(all -> sent.get(parts - 1).join().offset() + 1);
    }

    private CompletableFuture<RecordMetadata> writePart(FreshRecord whole, byte[] body, int part, int parts) {
        byte[] piece = Arrays.copyOfRange(body, part * partBytes, Math.min(body.length, (part + 1) * partBytes));
        PartHeader header = new PartHeader(whole.partition(), whole.from(), whole.to(), whole.attempt(), part, parts);
        return send(
                whole.partition().partition(),
                new RecordHeader(FreshCodec.RECORD_HEADER, FreshCodec.encode(header)),
                piece);
    }

    /** Writes a notice to every partition. */
    public CompletableFuture<Void> write(CommitNotice notice) {
        byte[] value = FreshCodec.encode(notice);
        return CompletableFuture.allOf(IntStream.range(0, fresh.partitions())
                .mapToObj(p -> send(p, new RecordHeader(FreshCodec.NOTICE_HEADER, new byte[0]), value))
                .toArray(CompletableFuture[]::new));
    }

    /** Waits until all that was written is durable; fails when anything written since the start is not. */
    public void flush() {
        producer.flush();
        Throwable first = failure.get();
        if (first != null) {
            throw KafkaErrors.unavailable("writing to " + fresh.name(), first);
        }
    }

    private CompletableFuture<RecordMetadata> send(int partition, Header header, byte[] value) {
        return producer.send(new ProducerRecord<>(fresh.name(), partition, null, null, value, List.of(header)))
                .whenComplete((written, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                    }
                });
    }

    @Override
    public void close() {
        producer.close();
    }
}
