package io.pipit.core.log;

import io.pipit.core.block.LogPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads blocks in the order of their offsets. There is no silent reset: where the log holds less than is asked for, or has been
 * made anew, reading fails with {@code DATA_LOSS}. For one thread, but for {@link #wakeup()} and {@link #close()}.
 */
public final class BlockReader implements AutoCloseable {
    private final GuardedConsumer consumer;

    /** Connects; {@code client} holds further Kafka client settings. */
    public BlockReader(String bootstrapServers, Map<String, String> client) {
        this.consumer = new GuardedConsumer(bootstrapServers, client);
    }

    /**
     * Reads the partitions of a log from the given offsets on, beside those assigned before.
     *
     * @param from next offset by partition
     * @throws io.pipit.core.error.PipitException {@code DATA_LOSS} when the log does not reach from there on
     */
    public void assign(LogTopic log, Map<Integer, Long> from) {
        consumer.assign(log, from);
    }

    /** Stops reading these partitions. */
    public void unassign(LogTopic log, Set<Integer> partitions) {
        consumer.unassign(log, partitions);
    }

    /** The next blocks; an empty list after the time-out, after {@link #wakeup()}, and when closed. */
    public List<StoredBlock> poll(Duration timeout) {
        List<StoredBlock> blocks = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            String topicId = consumer.topic(record.topic()).topicId();
            blocks.add(BlockCodec.decode(new LogPartition(topicId, record.partition()), record));
        }
        return blocks;
    }

    /** Whether everything before the offsets (by partition, all of them assigned) has been polled. */
    public boolean reached(LogTopic log, Map<Integer, Long> offsets) {
        return consumer.reached(log, offsets);
    }

    /** Ends a poll that another thread waits in. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
