package io.pipit.core.log;

import io.pipit.core.log.FreshCodec.PartHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Writes to the fresh topic what a speed job writes that dies and starts again: records once more, and halves of records. */
public final class HalfRecords {
    private static final int BACK = 400;

    private final String bootstrapServers;
    private final String topic;

    /** For the fresh topic. */
    public HalfRecords(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /** Writes the last records of each partition once more. */
    public void repeat(int records) {
        try (DurableProducer producer = new DurableProducer(bootstrapServers, Map.of())) {
            for (List<ConsumerRecord<byte[], byte[]>> partition : last()) {
                for (ConsumerRecord<byte[], byte[]> r :
                        partition.subList(Math.max(0, partition.size() - records), partition.size())) {
                    producer.send(new ProducerRecord<>(topic, r.partition(), null, null, r.value(), r.headers()))
                            .join();
                }
            }
        }
    }

    /** Writes the first half of the last record of each partition, as another attempt. */
    public void half() {
        try (DurableProducer producer = new DurableProducer(bootstrapServers, Map.of())) {
            for (List<ConsumerRecord<byte[], byte[]>> partition : last()) {
                partition.stream()
                        .filter(r -> r.headers().lastHeader(FreshCodec.RECORD_HEADER) != null)
                        .reduce((before, after) -> after)
                        .ifPresent(r -> producer.send(half(r)).join());
            }
        }
    }

    private ProducerRecord<byte[], byte[]> half(ConsumerRecord<byte[], byte[]> whole) {
        PartHeader header = FreshCodec.decodePart(
                whole.headers().lastHeader(FreshCodec.RECORD_HEADER).value());
        PartHeader first =
                new PartHeader(header.partition(), header.from(), header.to(), UUID.randomUUID() + "-0", 0, 2);
        byte[] value = Arrays.copyOf(whole.value(), whole.value().length / 2);
        return new ProducerRecord<>(
                topic,
                whole.partition(),
                null,
                null,
                value,
                List.of(new RecordHeader(FreshCodec.RECORD_HEADER, FreshCodec.encode(first))));
    }

    private List<List<ConsumerRecord<byte[], byte[]>>> last() {
        List<List<ConsumerRecord<byte[], byte[]>>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(ClientSettings.consumer(bootstrapServers, Map.of()))) {
            int partitions = consumer.partitionsFor(topic).size();
            for (int p = 0; p < partitions; p++) {
                TopicPartition partition = new TopicPartition(topic, p);
                consumer.assign(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                consumer.seek(partition, Math.max(0, end - BACK));
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                while (consumer.position(partition) < end) {
                    consumer.poll(Duration.ofMillis(500)).records(partition).forEach(records::add);
                }
                all.add(records);
            }
        }
        return all;
    }
}
