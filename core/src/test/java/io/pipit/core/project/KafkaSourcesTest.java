package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.TableSpec;
import io.pipit.core.project.compile.ProjectSources;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSource.Format;
import io.pipit.core.project.connector.KafkaSource.Kept;
import io.pipit.core.project.connector.KafkaSource.Reset;
import io.pipit.core.project.connector.KafkaSources;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSourcesTest {
    private static final String CONNECTION = """
            TYPE kafka
            KAFKA_BOOTSTRAP_SERVERS {{ tb_secret("SERVERS", "one:9092, two:9092") }}
            KAFKA_SECURITY_PROTOCOL SASL_PLAINTEXT
            KAFKA_SASL_MECHANISM SCRAM-SHA-256
            KAFKA_KEY me
            KAFKA_SECRET {{ tb_secret("PASSWORD") }}
            """;
    private static final String EVENTS = """
            SCHEMA >
                `id` UInt32 `json:$.id`,
                `__key` UInt64

            KAFKA_CONNECTION_NAME main
            KAFKA_TOPIC orders
            KAFKA_GROUP_ID mine
            KAFKA_AUTO_OFFSET_RESET earliest
            KAFKA_STORE_HEADERS True
            """;

    @Test
    void aSourceHasWhatFilesAndSecretsSay() {
        ProjectFiles files = files(CONNECTION, EVENTS).with(Variables.of(Map.of("PASSWORD", "pa\"ss")));
        KafkaSource source = ProjectSources.kafka(files).sources().get("events");
        assertThat(source.topic()).isEqualTo("orders");
        assertThat(source.group()).isEqualTo("mine");
        assertThat(source.reset()).isEqualTo(Reset.EARLIEST);
        assertThat(source.valueFormat()).isEqualTo(Format.JSON_WITHOUT_SCHEMA);
        assertThat(source.kept()).containsExactly(Kept.HEADERS);
        assertThat(source.connection().bootstrapServers()).isEqualTo("one:9092,two:9092");
        assertThat(source.connection().client())
                .containsEntry("sasl.mechanism", "SCRAM-SHA-256")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"me\" "
                                + "password=\"pa\\\"ss\";");
        assertThat(source.toString()).doesNotContain("ss\\\"");
    }

    @Test
    void aSecretThatIsNotSetIsAnErrorOfThatSourceAlone() {
        KafkaSources sources = ProjectSources.kafka(files(CONNECTION, EVENTS));
        assertThat(sources.sources()).isEmpty();
        assertThat(sources.errors().get("events")).hasMessageContaining("pipit secret set PASSWORD");
        assertThatThrownBy(() -> sources.connection("mian")).hasMessageContaining("no connection 'mian'");
    }

    @Test
    void columnsOfMessagesAreAddedWhereTheyAreNotWritten() {
        TableSpec table = new ProjectCompiler()
                .compile(files(CONNECTION, EVENTS))
                .plan()
                .orElseThrow()
                .table("events")
                .orElseThrow();
        assertThat(table.columns().stream().map(c -> c.name() + " " + c.type()))
                .containsExactly(
                        "id UInt32",
                        "__key UInt64",
                        "__value String",
                        "__topic LowCardinality(String)",
                        "__partition Int16",
                        "__offset Int64",
                        "__timestamp DateTime",
                        "__headers Map(String, String)");
    }

    @Test
    void aSharedGroupAndAMissingRegistryFailTheBuild() {
        ProjectFiles files = ProjectFiles.of(Map.of(
                "main.connection", CONNECTION,
                "a.datasource", EVENTS,
                "b.datasource", EVENTS + "KAFKA_VALUE_FORMAT avro\n"));
        assertThat(new ProjectCompiler()
                        .compile(files).problems().stream()
                                .filter(p -> p.severity() == Problem.Severity.ERROR)
                                .map(Problem::message))
                .anyMatch(m -> m.contains("'a' and 'b' read the topic 'orders' with the same KAFKA_GROUP_ID 'mine'"))
                .anyMatch(m -> m.contains("KAFKA_VALUE_FORMAT is avro, but the connection 'main' has no"))
                .hasSize(2);
    }

    private static ProjectFiles files(String connection, String events) {
        return ProjectFiles.of(Map.of("main.connection", connection, "datasources/events.datasource", events));
    }
}
