package io.pipit.core.log;

import io.pipit.core.error.PipitException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Lets a log begin where a lost one ended: rows are known by their position, so the positions of the lost one must not come again. Kafka
 * gives no other way than to write records and to drop them; what the topic holds already is written again behind them. Whoever reads or
 * writes the log must be at rest. May be ended at any moment and begun again.
 */
public final class LogContinuation implements AutoCloseable {
    private static final String FILLER = "pipit.filler";
    private static final int FILLERS_UNDER_WAY = 20_000;
    private static final int BLOCKS_UNDER_WAY = 50;
    private static final Duration POLL = Duration.ofMillis(200);

    private final LogAdmin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DurableProducer producer;

    /** What lies in a partition: blocks, then fillers, then blocks that were written again. */
    private record Found(long originalsEnd, long lastFiller, long repeated) {}

    /** Connects; {@code client} holds further Kafka client settings. */
    public LogContinuation(String bootstrapServers, Map<String, String> client) {
        this.admin = new LogAdmin(bootstrapServers, client);
        this.consumer = new KafkaConsumer<>(ClientSettings.consumer(bootstrapServers, client));
        this.producer = new DurableProducer(bootstrapServers, client);
    }

    /**
     * Makes a partition begin at an offset or beyond it.
     *
     * @return its first offset then; blocks that it held before are there and beyond
     */
    public long begin(LogTopic log, int partition, long at) {
        return begin(log, partition, at, () -> {});
    }

    /** The same; {@code written} runs before what is old is dropped. */
    long begin(LogTopic log, int partition, long at, Runnable written) {
        long first = admin.earliest(log).getOrDefault(partition, 0L);
        if (first >= at) {
            return first;
        }
        long end = admin.latest(log).getOrDefault(partition, 0L);
        Found found = find(log, partition, first, end);
        long begin = found.lastFiller() + 1;
        if (begin < at) {
            begin = Math.max(at, end + 1);
            fill(log, partition, begin - end);
        }
        repeat(log, partition, first, found);
        written.run();
        admin.trim(log, Map.of(partition, begin));
        return begin;
    }

    /** How many blocks a topic holds that were not written by {@link #begin}. */
    public long blocks(LogTopic log) {
        Map<Integer, Long> end = admin.latest(log);
        return admin.earliest(log).entrySet().stream()
                .mapToLong(first -> {
                    Found found = find(log, first.getKey(), first.getValue(), end.get(first.getKey()));
                    return found.originalsEnd() - first.getValue();
                })
                .sum();
    }

    private Found find(LogTopic log, int partition, long first, long end) {
        long[] seen = {end, -1, 0};
        read(log, partition, first, end, record -> {
            if (record.headers().lastHeader(FILLER) != null) {
                seen[0] = Math.min(seen[0], record.offset());
                seen[1] = record.offset();
            } else if (seen[1] >= 0) {
                seen[2]++;
            }
        });
        return new Found(seen[0], seen[1], seen[2]);
    }

    private void fill(LogTopic log, int partition, long count) {
        List<CompletableFuture<?>> underWay = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            RecordHeaders headers = new RecordHeaders();
            headers.add(FILLER, FILLER.getBytes(StandardCharsets.US_ASCII));
            underWay.add(producer.send(new ProducerRecord<>(log.name(), partition, null, null, new byte[0], headers)));
            if (underWay.size() == FILLERS_UNDER_WAY) {
                await(underWay);
            }
        }
        await(underWay);
    }

    private void repeat(LogTopic log, int partition, long first, Found found) {
        List<CompletableFuture<?>> underWay = new ArrayList<>();
        long[] skip = {found.repeated()};
        read(log, partition, first, found.originalsEnd(), record -> {
            if (skip[0]-- <= 0) {
                underWay.add(producer.send(new ProducerRecord<>(
                        log.name(), partition, null, record.key(), record.value(), record.headers())));
            }
            if (underWay.size() == BLOCKS_UNDER_WAY) {
                await(underWay);
            }
        });
        await(underWay);
    }

    private static void await(List<CompletableFuture<?>> underWay) {
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof PipitException known ? known : e;
        }
        underWay.clear();
    }

    private void read(LogTopic log, int partition, long from, long end, Consumer<ConsumerRecord<byte[], byte[]>> use) {
        TopicPartition place = new TopicPartition(log.name(), partition);
        try {
            consumer.assign(List.of(place));
            consumer.seek(place, from);
            while (consumer.position(place) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < end) {
                        use.accept(record);
                    }
                }
            }
        } catch (KafkaException e) {
            throw KafkaErrors.unavailable("reading " + log.name(), e);
        }
    }

    @Override
    public void close() {
        try (admin;
                producer) {
            consumer.close();
        }
    }
}
