package io.pipit.intake.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets of a consumer group, kept for those who watch it: where reading begins is what the log says. For the consumer's
 * thread.
 */
final class GroupOffsets {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final Duration patience;
    private final Map<Integer, Long> counted = new HashMap<>();

    /** Of a topic; {@link #commit} waits so long. */
    GroupOffsets(KafkaConsumer<byte[], byte[]> consumer, String topic, Duration patience) {
        this.consumer = consumer;
        this.topic = topic;
        this.patience = patience;
    }

    /** Everything before this offset of a partition counts. */
    void counts(int partition, long next) {
        counted.put(partition, next);
    }

    /**
     * Commits what counts, without waiting.
     *
     * @return whether there was any
     */
    boolean commitSoon() {
        if (counted.isEmpty()) {
            return false;
        }
        consumer.commitAsync(offsets(), (offsets, failure) -> {});
        counted.clear();
        return true;
    }

    /** Commits what counts. */
    void commit() {
        if (counted.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets(), patience);
            counted.clear();
        } catch (KafkaException e) {
            // only those who watch the group miss it
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        counted.forEach((p, next) -> {
            TopicPartition partition = new TopicPartition(topic, p);
            if (consumer.assignment().contains(partition)) {
                offsets.put(partition, new OffsetAndMetadata(next));
            }
        });
        return offsets;
    }
}
