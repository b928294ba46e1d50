package io.pipit.bench.scenario;

import io.pipit.bench.load.WebEvents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of the peers, with two partitions. */
record Topic(String broker) {
    private static final int PARTITIONS = 2;

    void make(String name) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** One record an event. */
    void send(String name, WebEvents events, long from, long to) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker,
                "acks",
                "all",
                "linger.ms",
                "20",
                "batch.size",
                "262144",
                "compression.type",
                "lz4");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long i = from; i < to; i++) {
                var unused = producer.send(new ProducerRecord<>(name, events.event(i)));
            }
            producer.flush();
        }
    }
}
