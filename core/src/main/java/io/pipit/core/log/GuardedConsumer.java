package io.pipit.core.log;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A Kafka consumer that never skips: what it was asked for is there, or it fails with {@code DATA_LOSS}. Offsets mean something
 * only within one topic id, which Kafka's consumer does not check, so topics are described again from time to time.
 */
final class GuardedConsumer implements AutoCloseable {
    private static final long IDENTITY_CHECK_NANOS = Duration.ofSeconds(2).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LogAdmin admin;
    private final Map<String, LogTopic> topics = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;
    private long lastIdentityCheck = System.nanoTime();

    GuardedConsumer(String bootstrapServers, Map<String, String> client) {
        this.consumer = new KafkaConsumer<>(ClientSettings.consumer(bootstrapServers, client));
        this.admin = new LogAdmin(bootstrapServers, adminSettings(client));
    }

    /** Settings that only consumers know are not for the admin client. */
    private static Map<String, String> adminSettings(Map<String, String> client) {
        Map<String, String> settings = new HashMap<>(client);
        settings.keySet().retainAll(org.apache.kafka.clients.admin.AdminClientConfig.configNames());
        return settings;
    }

    void assign(LogTopic log, Map<Integer, Long> from) {
        lock.lock();
        try {
            checkIdentity(log);
            checkOffsets(log, from);
            topics.put(log.name(), log);
            Set<TopicPartition> all = new HashSet<>(consumer.assignment());
            from.keySet().forEach(p -> all.add(new TopicPartition(log.name(), p)));
            consumer.assign(all);
            from.forEach((p, offset) -> consumer.seek(new TopicPartition(log.name(), p), offset));
        } finally {
            lock.unlock();
        }
    }

    void unassign(LogTopic log, Set<Integer> partitions) {
        lock.lock();
        try {
            Set<TopicPartition> rest = new HashSet<>(consumer.assignment());
            partitions.forEach(p -> rest.remove(new TopicPartition(log.name(), p)));
            consumer.assign(rest);
        } finally {
            lock.unlock();
        }
    }

    LogTopic topic(String name) {
        return topics.get(name);
    }

    ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        lock.lock();
        try {
            if (closed || consumer.assignment().isEmpty()) {
                return ConsumerRecords.empty();
            }
            if (System.nanoTime() - lastIdentityCheck > IDENTITY_CHECK_NANOS) {
                checkIdentities();
            }
            return consumer.poll(timeout);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } catch (OffsetOutOfRangeException e) {
            throw lost(e);
        } catch (KafkaException e) {
            throw KafkaErrors.unavailable("reading", e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether everything before the offsets (by partition) has been handed out by {@link #poll}. */
    boolean reached(LogTopic log, Map<Integer, Long> offsets) {
        lock.lock();
        try {
            return offsets.entrySet().stream()
                    .allMatch(e -> consumer.position(new TopicPartition(log.name(), e.getKey())) >= e.getValue());
        } finally {
            lock.unlock();
        }
    }

    private void checkIdentities() {
        try {
            topics.values().forEach(this::checkIdentity);
        } catch (PipitException e) {
            if (e.code() == ErrorCode.DATA_LOSS) {
                throw e;
            } // an absent broker is no reason to fail: the consumer waits for it too
        }
        lastIdentityCheck = System.nanoTime();
    }

    private void checkIdentity(LogTopic log) {
        Optional<LogTopic> now = admin.describe(log.name());
        if (now.isPresent() && now.get().topicId().equals(log.topicId())) {
            return;
        }
        throw new PipitException(
                ErrorCode.DATA_LOSS,
                "The log " + log.name() + " with topic id " + log.topicId() + " is gone"
                        + now.map(t -> ": a topic of the same name has id " + t.topicId()
                                        + ", its offsets mean other blocks")
                                .orElse("")
                        + ". What the lake holds is safe; what was only in the log is lost. Restore the topic, or end all"
                        + " processes and go on without it: 'pipit log renew'.");
    }

    private void checkOffsets(LogTopic log, Map<Integer, Long> from) {
        Map<Integer, Long> earliest = admin.earliest(log);
        Map<Integer, Long> latest = admin.latest(log);
        from.forEach((partition, asked) -> {
            long first = earliest.getOrDefault(partition, 0L);
            long end = latest.getOrDefault(partition, 0L);
            if (asked < first || asked > end) {
                throw lost(log, partition, asked, first, end, null);
            }
        });
    }

    /** Finds out which position is outside of the log while it was read. */
    private PipitException lost(OffsetOutOfRangeException failure) {
        Map.Entry<TopicPartition, Long> asked =
                failure.offsetOutOfRangePartitions().entrySet().iterator().next();
        LogTopic log = topics.get(asked.getKey().topic());
        checkIdentity(log);
        int partition = asked.getKey().partition();
        return lost(
                log,
                partition,
                asked.getValue(),
                admin.earliest(log).getOrDefault(partition, 0L),
                admin.latest(log).getOrDefault(partition, 0L),
                failure);
    }

    private static PipitException lost(LogTopic log, int partition, long asked, long first, long end, Throwable cause) {
        String found = "The log " + log.name() + " (topic id " + log.topicId() + ") is to be read in partition "
                + partition + " from offset " + asked + ", but it holds [" + first + ", " + end + "): ";
        String advice =
                ". Restore the log from its replicas or a backup, or end all processes and go on without it: 'pipit log renew'.";
        return asked < first
                ? new TrimmedLogException(
                        found + "it was trimmed too far: the offsets " + asked + " to " + (first - 1) + " are lost"
                                + advice,
                        cause)
                : new PipitException(
                        ErrorCode.DATA_LOSS,
                        found + "its end was lost: the offsets " + end + " to " + (asked - 1)
                                + " were read before and are gone" + advice,
                        cause);
    }

    void wakeup() {
        consumer.wakeup();
    }

    /** May be called while another thread polls. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        lock.lock();
        try {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
            admin.close();
        } catch (KafkaException e) {
            throw KafkaErrors.unavailable("closing a reader", e);
        } finally {
            lock.unlock();
        }
    }
}
