package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.embedded.SecuredBroker;
import io.pipit.core.log.embedded.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that want passwords and TLS, for Pipit's own log and for the topics that data sources read. */
class SecuredKafkaClusterIT {
    private static final String WRONG = "guessed";
    private static final int MESSAGES = 300;

    @TempDir
    Path folder;

    @Test
    void logAndTopicsAreReachedWithPasswordsAndCertificates() throws Exception {
        Path project = Files.createDirectories(folder.resolve("project"));
        try (SecuredBroker broker = SecuredBroker.start(folder.resolve("broker"))) {
            fill(broker);
            String foreign =
                    TestCertificate.make(folder.resolve("other"), "other").pem();
            source(project, broker, "scram", SecurityProtocol.SASL_PLAINTEXT, password("SCRAM-SHA-512", "PASSWORD"));
            source(project, broker, "tls", SecurityProtocol.SSL, authority(broker.pem()));
            source(
                    project,
                    broker,
                    "both",
                    SecurityProtocol.SASL_SSL,
                    password("PLAIN", "PASSWORD") + authority(broker.pem()));
            source(project, broker, "badword", SecurityProtocol.SASL_PLAINTEXT, password("PLAIN", "GUESSED"));
            source(project, broker, "badca", SecurityProtocol.SSL, authority(foreign));
            view(project);
            Files.writeString(
                    project.resolve(".env.local"),
                    "PASSWORD='" + SecuredBroker.PASSWORD + "'\nGUESSED=" + WRONG + "\n");

            refused(broker, SecurityProtocol.SSL, SecuredBroker.trusting(foreign), "not of an authority");
            refused(broker, SecurityProtocol.SASL_PLAINTEXT, SecuredBroker.scram(WRONG), "sasl.jaas.config");
            assertThatThrownBy(() -> TickStack.start(
                            folder.resolve("refused"),
                            log(broker, SecurityProtocol.SASL_PLAINTEXT, SecuredBroker.plain(WRONG))))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_REFUSED))
                    .hasMessageContaining("kafka.client.sasl.jaas.config")
                    .hasMessageNotContaining(WRONG);

            Map<String, String> withPassword =
                    log(broker, SecurityProtocol.SASL_PLAINTEXT, SecuredBroker.plain(SecuredBroker.PASSWORD));
            try (TickStack stack = TickStack.start(project, withPassword)) {
                stack.send(0, 200);
                assertThat(stack.count()).isEqualTo("200,200");
                allIsRead(stack);
                status(stack, "from_badword", "do not accept the credentials", "KAFKA_SECRET");
                status(stack, "from_badca", "not of an authority that is trusted", "KAFKA_SSL_CA_PEM");
            }
            Map<String, String> both = new TreeMap<>(SecuredBroker.scram(SecuredBroker.PASSWORD));
            both.putAll(SecuredBroker.trusting(broker.pem()));
            try (TickStack stack = TickStack.start(project, log(broker, SecurityProtocol.SASL_SSL, both))) {
                stack.send(200, 250);
                assertThat(stack.count()).isEqualTo("250,250");
                allIsRead(stack);
            }
        }
    }

    private static void allIsRead(TickStack stack) throws Exception {
        String once = MESSAGES + "," + MESSAGES;
        for (String name : List.of("from_scram", "from_tls", "from_both")) {
            stack.await("SELECT count() AS a, uniqExact(id) AS b FROM " + name, once);
        }
        stack.await("SELECT countMerge(total) AS a FROM orders_counted", Integer.toString(MESSAGES));
    }

    private void refused(SecuredBroker broker, SecurityProtocol protocol, Map<String, String> client, String word) {
        Map<String, String> settings = new TreeMap<>(client);
        settings.put("security.protocol", protocol.name);
        try (LogAdmin admin = new LogAdmin(broker.servers(protocol), settings)) {
            assertThatThrownBy(admin::topics)
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_REFUSED))
                    .hasMessageContaining(word)
                    .hasMessageNotContaining(WRONG);
        }
    }

    /** What the feeder says, when it has tried. */
    private static void status(TickStack stack, String name, String... words) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        String found = "";
        while (!found.contains(ErrorCode.SOURCE_REFUSED.name()) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            found = about(stack, name);
        }
        assertThat(found).contains(words).doesNotContain(WRONG);
    }

    private static String about(TickStack stack, String name) throws Exception {
        for (JsonNode feeder : Json.tree(stack.get("/v0/kafka")).path("kafka")) {
            if (feeder.toString().contains('"' + name + '"')) {
                return feeder.toString();
            }
        }
        return "";
    }

    private static Map<String, String> log(
            SecuredBroker broker, SecurityProtocol protocol, Map<String, String> client) {
        Map<String, String> settings = new TreeMap<>();
        client.forEach((key, value) -> settings.put("kafka.client." + key, value));
        settings.put("kafka.client.security.protocol", protocol.name);
        settings.put("kafka.bootstrap-servers", broker.servers(protocol));
        settings.put("kafka.replication-factor", "1");
        return settings;
    }

    private static String password(String mechanism, String secret) {
        return "KAFKA_SASL_MECHANISM " + mechanism + "\nKAFKA_KEY " + SecuredBroker.USER
                + "\nKAFKA_SECRET {{ tb_secret(\"" + secret + "\") }}\n";
    }

    private static String authority(String pem) {
        return "KAFKA_SSL_CA_PEM >\n" + pem.strip().indent(4);
    }

    private static void source(
            Path project, SecuredBroker broker, String name, SecurityProtocol protocol, String credentials)
            throws Exception {
        Files.writeString(
                project.resolve(name + ".connection"),
                "TYPE kafka\nKAFKA_BOOTSTRAP_SERVERS " + broker.servers(protocol) + "\nKAFKA_SECURITY_PROTOCOL "
                        + protocol.name + "\n" + credentials);
        Files.writeString(project.resolve("from_" + name + ".datasource"), """
                SCHEMA >
                    `id` Int64 `json:$.id`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "id"
                KAFKA_CONNECTION_NAME %s
                KAFKA_TOPIC orders
                KAFKA_GROUP_ID group_%s
                KAFKA_AUTO_OFFSET_RESET earliest
                """.formatted(name, name));
    }

    private static void view(Path project) throws Exception {
        Files.writeString(project.resolve("orders_counted.datasource"), """
                SCHEMA >
                    `total` AggregateFunction(count)
                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "tuple()"
                """);
        Files.writeString(project.resolve("count_orders.pipe"), """
                NODE counted
                SQL >
                    SELECT countState() AS total FROM from_both
                TYPE materialized
                DATASOURCE orders_counted
                """);
    }

    private static void fill(SecuredBroker broker) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.servers(SecurityProtocol.PLAINTEXT));
        try (Admin admin = Admin.create(settings);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
            for (int id = 0; id < MESSAGES; id++) {
                producer.send(new ProducerRecord<>("orders", id % 2, null, "{\"id\":" + id + "}"));
            }
            producer.flush();
        }
    }
}
