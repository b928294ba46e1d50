package io.pipit.intake.kafka;

import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.connector.KafkaConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a foreign cluster. Failures are named errors, see {@link SourceErrors}. Thread-safe. */
public final class SourceAdmin implements AutoCloseable {
    private final KafkaConnection connection;
    private final Admin admin;

    /** A topic as it is now. */
    record Topic(String name, String id, int partitions) {}

    /** Connects, with time-outs of some seconds. */
    public SourceAdmin(KafkaConnection connection) {
        this.connection = connection;
        Map<String, Object> settings = new HashMap<>(connection.client());
        settings.keySet().retainAll(AdminClientConfig.configNames());
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        settings.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        try {
            this.admin = Admin.create(settings);
        } catch (KafkaException e) {
            throw SourceErrors.of(connection, "", e);
        }
    }

    /** Names of all topics that these credentials see, but the cluster's own. */
    public Set<String> topics() {
        return new TreeSet<>(await("", admin.listTopics().names()));
    }

    /** The topic; {@code UNKNOWN_TOPIC} when there is none. */
    Topic describe(String topic) {
        try {
            TopicDescription found =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            return new Topic(
                    topic, found.topicId().toString(), found.partitions().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw SourceErrors.unknownTopic(connection, topic, hint(topic));
            }
            throw SourceErrors.of(connection, topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SourceErrors.of(connection, topic, e);
        }
    }

    /** First offset that is still there, by partition. */
    Map<Integer, Long> earliest(Topic topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    /** Offset behind the last message, by partition. */
    Map<Integer, Long> latest(Topic topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    /** What a group has committed, by partition; empty when nothing or when it may not be asked. */
    Map<Integer, Long> committed(Topic topic, String group) {
        Map<Integer, Long> offsets = new HashMap<>();
        await(topic.name(), admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(topic.name()) && offset != null) {
                        offsets.put(partition.partition(), offset.offset());
                    }
                });
        return offsets;
    }

    private String hint(String topic) {
        try {
            return NearestName.hint(topic, topics());
        } catch (PipitException e) {
            return "";
        }
    }

    private Map<Integer, Long> offsets(Topic topic, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int p = 0; p < topic.partitions(); p++) {
            asked.put(new TopicPartition(topic.name(), p), spec);
        }
        Map<Integer, Long> offsets = new HashMap<>();
        await(topic.name(), admin.listOffsets(asked).all())
                .forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private <T> T await(String topic, KafkaFuture<T> future) {
        return Optional.ofNullable(got(topic, future)).orElseThrow();
    }

    private <T> T got(String topic, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw SourceErrors.of(connection, topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SourceErrors.of(connection, topic, e);
        }
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(2));
    }
}
