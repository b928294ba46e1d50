package io.pipit.core.log;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * A Kafka producer whose failures say whether the record may be in the log. Kafka itself does not: a time-out can mean
 * that the record never left, or that only the acknowledgement was lost. Thread-safe.
 */
final class DurableProducer implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Metric sentTotal;

    DurableProducer(String bootstrapServers, Map<String, String> client) {
        this.producer = new KafkaProducer<>(ClientSettings.producer(bootstrapServers, client));
        this.sentTotal = producer.metrics().entrySet().stream()
                .filter(e -> e.getKey().name().equals("record-send-total")
                        && e.getKey().group().equals("producer-metrics"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Kafka's producer has no metric record-send-total"));
    }

    CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<RecordMetadata> result = new CompletableFuture<>();
        Object sentBefore = sentTotal.metricValue();
        Thread caller = Thread.currentThread();
        try {
            var unused = producer.send(record, (written, failure) -> {
                if (failure == null) {
                    result.complete(written);
                    return;
                }
                // Kafka calls back on the caller's thread when the record did not even get into its buffer. Otherwise
                // it may
                // have left, unless nothing at all left this producer since.
                boolean mayBeThere = Thread.currentThread() != caller
                        && !sentBefore.equals(sentTotal.metricValue())
                        && !refused(failure);
                result.completeExceptionally(failure(record.topic(), mayBeThere, failure));
            });
        } catch (KafkaException | IllegalStateException e) {
            result.completeExceptionally(failure(record.topic(), false, e));
        }
        return result;
    }

    private static boolean refused(Exception failure) {
        return failure instanceof RecordTooLargeException || failure instanceof AuthorizationException;
    }

    private static PipitException failure(String topic, boolean mayBeThere, Exception cause) {
        if (cause instanceof RecordTooLargeException) {
            return new PipitException(
                    ErrorCode.BODY_TOO_LARGE,
                    "The broker refuses a record of this size for " + topic + " (" + cause.getMessage()
                            + "). Raise its message.max.bytes, or send fewer events in one request.",
                    cause);
        }
        if (mayBeThere) {
            return new PipitException(
                    ErrorCode.ACCEPTANCE_UNKNOWN,
                    "The log did not acknowledge what was written to " + topic + " (" + KafkaErrors.describe(cause)
                            + "). It may hold it or not: repeat the request with the same Idempotency-Key; without one "
                            + "a repeat may count the events twice.",
                    cause);
        }
        return KafkaErrors.unavailable("writing to " + topic, cause);
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
