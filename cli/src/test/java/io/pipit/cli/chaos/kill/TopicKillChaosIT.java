package io.pipit.cli.chaos.kill;

import io.pipit.core.log.embedded.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic of a foreign broker is read while the process that reads it is killed: each message is there once, in rows and views. */
class TopicKillChaosIT {
    private static final String TOPIC = "orders";
    private static final int PARTITIONS = 3;
    private static final int KINDS = 5;
    /** Each so many messages one does not fit. */
    private static final int BAD = 50;

    private static final int BURST = 40;
    /** Four hundred messages a second: what was not read while nobody did is read at once. */
    private static final long PAUSE_NANOS = 100_000_000;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void eachMessageIsThereOnceThroughKills(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"));
                KilledPipit pipit = new KilledPipit(folder.resolve("project"), "TopicKillChaosIT")) {
            topic(broker.bootstrapServers());
            project(pipit, broker.bootstrapServers());
            Thread sender = new Thread(() -> send(broker.bootstrapServers()), "sender");
            sender.start();
            try {
                pipit.start();
                for (int i = 0; i < KilledPipit.KILLS; i++) {
                    pipit.killWithin(6_000);
                }
            } finally {
                over.set(true);
                sender.join(TimeUnit.MINUTES.toMillis(2));
            }
            int all = sent.get();
            int bad = all / BAD;
            System.out.println("  " + all + " messages");
            String good = (all - bad) + ",";
            pipit.awaitAnswer(
                    "SELECT count(), uniqExact(id), uniqExact(__partition, __offset) FROM orders",
                    good + good + (all - bad));
            pipit.awaitAnswer("SELECT countMerge(orders), sum(total) FROM by_kind", good + total(all));
            pipit.awaitAnswer(
                    "SELECT count(), uniqExact(__partition, __offset) FROM orders_quarantine", bad + "," + bad);
        }
    }

    private static void topic(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static void project(KilledPipit pipit, String servers) throws Exception {
        pipit.write(
                "shop.connection",
                "TYPE kafka\nKAFKA_BOOTSTRAP_SERVERS " + servers + "\nKAFKA_SECURITY_PROTOCOL PLAINTEXT\n");
        pipit.write("orders.datasource", """
                SCHEMA >
                    `id` UInt32 `json:$.id`,
                    `kind` String `json:$.kind`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "id"
                KAFKA_CONNECTION_NAME shop
                KAFKA_TOPIC orders
                KAFKA_GROUP_ID pipit_orders
                KAFKA_AUTO_OFFSET_RESET earliest
                """);
        pipit.countedByKind("orders");
    }

    private void send(String servers) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            while (!over.get()) {
                for (int i = 0; i < BURST; i++) {
                    int id = sent.incrementAndGet();
                    producer.send(new ProducerRecord<>(TOPIC, id % PARTITIONS, null, message(id)));
                }
                producer.flush();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static byte[] message(int id) {
        String value = id % BAD == 0 ? "\"none\"" : Integer.toString(id);
        return ("{\"id\":" + value + ",\"kind\":\"k" + id % KINDS + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /** The sum of the ids that fit. */
    private static long total(int all) {
        long sum = 0;
        for (int id = 1; id <= all; id++) {
            sum += id % BAD == 0 ? 0 : id;
        }
        return sum;
    }
}
