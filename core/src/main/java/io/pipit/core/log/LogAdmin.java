package io.pipit.core.log;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes and describes topics. Failures of the broker are {@code LOG_UNAVAILABLE}. Thread-safe. */
public final class LogAdmin implements AutoCloseable {
    /** Among the settings of clients: replicas of each topic that is made; without it the broker's default. */
    public static final String REPLICATION_FACTOR = ClientSettings.OWN + "replication.factor";

    private static final long CREATION_DEADLINE_MILLIS = 15_000;

    private final Admin admin;
    private final Optional<Short> replicas;

    /** Connects; {@code client} holds further Kafka client settings, and may hold {@link #REPLICATION_FACTOR}. */
    public LogAdmin(String bootstrapServers, Map<String, String> client) {
        this.replicas = Optional.ofNullable(client.get(REPLICATION_FACTOR)).map(Short::valueOf);
        try {
            this.admin = Admin.create(ClientSettings.admin(bootstrapServers, client));
        } catch (KafkaException e) {
            throw KafkaErrors.settings(bootstrapServers, e);
        }
    }

    /**
     * Makes the topic unless it exists: no compaction, no time or size retention, no unclean election. A topic that exists with
     * another number of partitions is {@code INVALID_CONFIG}.
     */
    public LogTopic ensure(String topic, int partitions) {
        return ensure(topic, partitions, Map.of());
    }

    /** As {@link #ensure(String, int)}, for a topic of which only the newest bytes of each partition are kept. */
    public LogTopic ensureBounded(String topic, int partitions, long retentionBytes) {
        return ensure(
                topic,
                partitions,
                Map.of(
                        TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(retentionBytes),
                        TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(retentionBytes / 2)));
    }

    private LogTopic ensure(String topic, int partitions, Map<String, String> settings) {
        Optional<LogTopic> existing = describe(topic);
        if (existing.isEmpty()) {
            create(topic, partitions, settings);
            existing = awaitCreated(topic);
        }
        LogTopic found = existing.orElseThrow(() -> new PipitException(
                ErrorCode.LOG_UNAVAILABLE, "The topic " + topic + " was made but the broker does not show it yet."));
        if (found.partitions() != partitions) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "The topic " + topic + " has " + found.partitions() + " partitions; " + partitions
                            + " are configured. All logs of an installation have the same number: set it back to "
                            + found.partitions() + ".");
        }
        return found;
    }

    /** The topic, if it exists. */
    public Optional<LogTopic> describe(String topic) {
        try {
            return Optional.of(logTopic(await(
                            "describing " + topic,
                            admin.describeTopics(List.of(topic)).allTopicNames())
                    .get(topic)));
        } catch (PipitException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether the log is still the topic that has its name; completes with {@code LOG_UNAVAILABLE} where that is not known. Does not wait. */
    public CompletableFuture<Boolean> isThere(LogTopic log) {
        return admin.describeTopics(List.of(log.name()))
                .topicNameValues()
                .get(log.name())
                .toCompletionStage()
                .handle((found, failure) -> {
                    if (failure == null) {
                        return logTopic(found).equals(log);
                    } else if (KafkaErrors.root(failure) instanceof UnknownTopicOrPartitionException) {
                        return false;
                    }
                    throw KafkaErrors.unavailable("describing " + log.name(), failure);
                })
                .toCompletableFuture();
    }

    /** First offset still held, by partition. */
    public Map<Integer, Long> earliest(LogTopic topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    /** Offset after the last block, by partition. */
    public Map<Integer, Long> latest(LogTopic topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    /** Offset of the first record that is as new as a time or newer, by partition; the end where there is none. */
    public Map<Integer, Long> since(LogTopic topic, long millis) {
        Map<Integer, Long> found = new HashMap<>(offsets(topic, OffsetSpec.forTimestamp(millis)));
        latest(topic)
                .forEach((partition, end) ->
                        found.compute(partition, (p, offset) -> offset == null || offset < 0 ? end : offset));
        return found;
    }

    /** Drops what lies before the offsets (by partition). */
    public void trim(LogTopic topic, Map<Integer, Long> before) {
        Map<TopicPartition, RecordsToDelete> request = new HashMap<>();
        before.forEach(
                (p, offset) -> request.put(new TopicPartition(topic.name(), p), RecordsToDelete.beforeOffset(offset)));
        await("trimming " + topic.name(), admin.deleteRecords(request).all());
    }

    /** Deletes a topic; what it held is gone. */
    public void delete(String topic) {
        await("deleting " + topic, admin.deleteTopics(List.of(topic)).all());
    }

    /**
     * Returns when a topic that was deleted is gone.
     *
     * @throws PipitException {@code LOG_UNAVAILABLE} when it still is there after a while
     */
    public void awaitGone(String topic) {
        long deadline = System.nanoTime() + CREATION_DEADLINE_MILLIS * 1_000_000;
        while (describe(topic).isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new PipitException(
                        ErrorCode.LOG_UNAVAILABLE,
                        "The topic " + topic + " was deleted and the broker still shows it.");
            }
            pause();
        }
    }

    /** Names of all topics. */
    public Set<String> topics() {
        return await("listing topics", admin.listTopics().names());
    }

    private void create(String topic, int partitions, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG, "-1",
                TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(ClientSettings.MAX_RECORD_BYTES)));
        settings.putAll(further);
        NewTopic request = new NewTopic(topic, Optional.of(partitions), replicas).configs(settings);
        try {
            await("making " + topic, admin.createTopics(List.of(request)).all());
        } catch (PipitException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e; // another process made it at the same time: the same topic
            }
        }
    }

    /** The controller answers before every broker knows the topic. */
    private Optional<LogTopic> awaitCreated(String topic) {
        long deadline = System.nanoTime() + CREATION_DEADLINE_MILLIS * 1_000_000;
        while (System.nanoTime() < deadline) {
            Optional<LogTopic> found = describe(topic);
            if (found.isPresent()) {
                return found;
            }
            pause();
        }
        return Optional.empty();
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.LOG_UNAVAILABLE, "Interrupted while the log was asked.", e);
        }
    }

    private Map<Integer, Long> offsets(LogTopic topic, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        for (int p = 0; p < topic.partitions(); p++) {
            request.put(new TopicPartition(topic.name(), p), spec);
        }
        Map<Integer, Long> offsets = new HashMap<>();
        await(
                        "reading the offsets of " + topic.name(),
                        admin.listOffsets(request).all())
                .forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private static LogTopic logTopic(TopicDescription description) {
        return new LogTopic(
                description.name(),
                description.topicId().toString(),
                description.partitions().size());
    }

    private static <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw KafkaErrors.unavailable(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.LOG_UNAVAILABLE, "Interrupted while the log was asked.", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
