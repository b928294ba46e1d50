package io.pipit.core.log;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads the fresh topic from given offsets; joins parts and drops void attempts. A record may overlap or repeat former ones, as
 * when a job was restarted: who keeps progress drops what lies below it. For one thread, but for {@link #wakeup()} and
 * {@link #close()}.
 */
public final class FreshReader implements AutoCloseable {
    private final GuardedConsumer consumer;
    private final Map<Integer, FreshAssembly> assemblies = new HashMap<>();

    /** Either a complete record or a notice; the other is null. */
    public record Item(int freshPartition, long nextFreshOffset, FreshRecord record, CommitNotice notice) {}

    /**
     * Connects and reads from the given offsets (by partition of the fresh topic) on.
     *
     * @throws PipitException {@code DATA_LOSS} when the topic does not reach from there on
     */
    public FreshReader(String bootstrapServers, Map<String, String> client, LogTopic fresh, Map<Integer, Long> from) {
        this.consumer = new GuardedConsumer(bootstrapServers, client);
        try {
            consumer.assign(fresh, from);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** The next items; an empty list after the time-out, after {@link #wakeup()}, and when closed. */
    public List<Item> poll(Duration timeout) {
        List<Item> items = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            read(record, items);
        }
        return items;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, List<Item> items) {
        int partition = record.partition();
        long next = record.offset() + 1;
        Header part = record.headers().lastHeader(FreshCodec.RECORD_HEADER);
        if (part != null) {
            assemblies
                    .computeIfAbsent(partition, p -> new FreshAssembly())
                    .add(FreshCodec.decodePart(part.value()), record.value())
                    .ifPresent(whole -> items.add(new Item(partition, next, whole, null)));
        } else if (record.headers().lastHeader(FreshCodec.NOTICE_HEADER) != null) {
            items.add(new Item(partition, next, null, FreshCodec.decodeNotice(record.value())));
        } else {
            throw new PipitException(
                    ErrorCode.INTERNAL,
                    "The record at offset " + record.offset() + " of " + record.topic() + "-" + partition
                            + " is neither a fresh record nor a notice. Only Pipit may write to the fresh topic.");
        }
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
