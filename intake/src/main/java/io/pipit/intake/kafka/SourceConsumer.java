package io.pipit.intake.kafka;

import io.pipit.core.project.connector.KafkaConnection;
import io.pipit.core.project.connector.KafkaSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of foreign topics: of what is committed, and never where nobody said. */
final class SourceConsumer {
    private static final int METADATA_MILLIS = 30_000;
    private static final int MOST_RECORDS = 5_000;

    private SourceConsumer() {}

    /** A member of the source's group. */
    static KafkaConsumer<byte[], byte[]> open(KafkaSource source) {
        Map<String, Object> settings = settings(source.connection());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, source.group());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return open(source.connection(), source.topic(), settings);
    }

    /** A consumer without a group, for a look. */
    static KafkaConsumer<byte[], byte[]> alone(KafkaConnection connection) {
        Map<String, Object> settings = settings(connection);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return open(connection, "", settings);
    }

    private static KafkaConsumer<byte[], byte[]> open(
            KafkaConnection connection, String topic, Map<String, Object> settings) {
        try {
            return new KafkaConsumer<>(settings);
        } catch (KafkaException e) {
            throw SourceErrors.of(connection, topic, e);
        }
    }

    private static Map<String, Object> settings(KafkaConnection connection) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
        settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.putAll(connection.client());
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }
}
