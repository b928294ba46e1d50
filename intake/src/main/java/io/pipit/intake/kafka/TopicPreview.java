package io.pipit.intake.kafka;

import io.pipit.core.project.connector.KafkaConnection;
import io.pipit.core.project.connector.KafkaSource.Format;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A look into a connection and its topics, which changes nothing there: no group is joined, no offset kept. */
public final class TopicPreview {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_SECONDS = 15;

    private final KafkaConnection connection;

    /** At the brokers of a connection. */
    public TopicPreview(KafkaConnection connection) {
        this.connection = connection;
    }

    /** A partition of a topic: what is held. */
    public record Held(int partition, long earliest, long latest) {}

    /**
     * A message.
     *
     * @param key as text
     * @param value as JSON, or why it cannot be read
     */
    public record Seen(int partition, long offset, Instant at, String key, String value) {}

    /** Names of the topics. */
    public List<String> topics() {
        try (SourceAdmin admin = new SourceAdmin(connection)) {
            return List.copyOf(admin.topics());
        }
    }

    /** What a topic holds, by partition; {@code UNKNOWN_TOPIC}. */
    public List<Held> held(String topic) {
        try (SourceAdmin admin = new SourceAdmin(connection)) {
            SourceAdmin.Topic found = admin.describe(topic);
            Map<Integer, Long> earliest = admin.earliest(found);
            Map<Integer, Long> latest = admin.latest(found);
            List<Held> held = new ArrayList<>();
            new TreeMap<>(earliest).forEach((p, first) -> held.add(new Held(p, first, latest.get(p))));
            return held;
        }
    }

    /** Asks the schema registry for anything; the number of its subjects, or -1 when the connection names none. */
    public int subjects() {
        return connection.registryUrl().isEmpty() ? -1 : new SchemaRegistry(connection.registryUrl()).subjects();
    }

    /** The newest messages, the newest first. */
    public List<Seen> newest(String topic, int most, Format format) {
        SchemaRegistry registry =
                connection.registryUrl().isEmpty() ? null : new SchemaRegistry(connection.registryUrl());
        Decoder decoder = new Decoder(format, registry);
        Map<TopicPartition, Long> ends = new TreeMap<>(Comparator.comparing(TopicPartition::partition));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = SourceConsumer.alone(connection)) {
            List<Held> held = held(topic);
            held.stream()
                    .filter(h -> h.latest() > h.earliest())
                    .forEach(h -> ends.put(new TopicPartition(topic, h.partition()), h.latest()));
            consumer.assign(ends.keySet());
            held.stream()
                    .filter(h -> h.latest() > h.earliest())
                    .forEach(h -> consumer.seek(
                            new TopicPartition(topic, h.partition()), Math.max(h.earliest(), h.latest() - most)));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())
                    && System.nanoTime() < deadline) {
                consumer.poll(POLL).forEach(records::add);
            }
        } catch (KafkaException e) {
            throw SourceErrors.of(connection, topic, e);
        }
        return records.stream()
                .sorted(Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(ConsumerRecord::timestamp)
                        .thenComparing(ConsumerRecord::offset)
                        .reversed())
                .limit(most)
                .map(record -> seen(record, decoder))
                .toList();
    }

    private static Seen seen(ConsumerRecord<byte[], byte[]> record, Decoder decoder) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        String value;
        try {
            value = record.value() == null
                    ? "(no value)"
                    : new String(decoder.json(record.value()), StandardCharsets.UTF_8);
        } catch (BadMessageException e) {
            value = "(" + e.getMessage() + ")";
        }
        return new Seen(record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()), key, value);
    }
}
