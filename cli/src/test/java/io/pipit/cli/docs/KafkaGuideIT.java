package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.PipitProcess;
import io.pipit.core.log.embedded.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to rows from Kafka, with a broker of its own beside that of the stack. */
class KafkaGuideIT {
    @Test
    void everyCommandWorks(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"))) {
            send(broker.bootstrapServers());
            Path project = Files.createDirectories(folder.resolve("shop"));
            Files.writeString(project.resolve(".env.local"), "KAFKA_SERVERS=" + broker.bootstrapServers() + "\n");
            try (StackGuide guide = new StackGuide("kafka.md", folder)) {
                assertThat(guide.run()).isGreaterThan(6);
            }
        }
    }

    /** The messages that the guide supposes: its first block. */
    private static void send(String servers) throws Exception {
        String guide = Files.readString(PipitProcess.home().resolve("docs/guides/kafka.md"));
        List<String> messages =
                guide.split("```json\n", 2)[1].split("```", 2)[0].lines().toList();
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        try (Admin admin = Admin.create(settings);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
            for (String message : messages) {
                producer.send(new ProducerRecord<>("orders", message.getBytes(StandardCharsets.UTF_8)))
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }
}
