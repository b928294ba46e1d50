package io.pipit.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static final Pattern TABLE = Pattern.compile("\\| key \\| default .*\\R(\\|.*\\R)*");

    @TempDir
    private Path project;

    @Test
    void defaultsAreThese() {
        PipitConfig config = ConfigReader.defaults();
        assertThat(config)
                .isEqualTo(new PipitConfig(
                        new ServerSettings(
                                "127.0.0.1",
                                "",
                                "",
                                7181,
                                0,
                                new ByteSize(10 << 20),
                                new ByteSize(10L << 30),
                                64,
                                TlsSettings.NONE),
                        new StateSettings(".pipit", StateSettings.LogFormat.TEXT),
                        new KafkaSettings("", 0, Map.of()),
                        new CatalogSettings("", "", "", Map.of()),
                        new WarehouseSettings("", "", "", false, new ByteSize(10L << 30)),
                        new DatabaseSettings("", "", ""),
                        new LogSettings(0, "pipit"),
                        new IntakeSettings(
                                Duration.ofMillis(5),
                                new ByteSize(8 << 20),
                                new ByteSize(64 << 20),
                                new ByteSize(256 << 20)),
                        new SpeedSettings(Duration.ofSeconds(30), Duration.ofMillis(5)),
                        new ServingSettings(2, Duration.ofSeconds(10), Duration.ofSeconds(5), 2_000_000),
                        new MemorySettings(new ByteSize(1 << 30), new ByteSize(0)),
                        new FlinkSettings("", "", ByteSize.parse("0"), Duration.ofMinutes(2))));
    }

    @Test
    void aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        file("server:\n  port: 1\n  threads: 10\nlog.partitions: 4\nserving:\n  query-timeout: 3s\n");
        PipitConfig config = ConfigReader.read(
                project,
                Map.of("PIPIT_SERVER_PORT", "2", "PIPIT_LOG_PARTITIONS", "8", "PATH", "x", "PIPIT_HOME", "/opt"),
                Map.of("server.port", "3"));
        assertThat(config.server().port()).isEqualTo(3);
        assertThat(config.log().partitions()).isEqualTo(8);
        assertThat(config.server().threads()).isEqualTo(10);
        assertThat(config.serving().queryTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void groupsWithinGroupsAreKeysToo() throws IOException {
        file("server:\n  tls:\n    certificate: keys/server.pem\nserver.tls.key: /etc/keys/server.key\n");
        TlsSettings tls = ConfigReader.read(project, Map.of("PIPIT_SERVER_TLS_PASSWORD", "p"), Map.of())
                .server()
                .tls();
        assertThat(tls)
                .isEqualTo(new TlsSettings(
                        project.resolve("keys/server.pem").toString(), "/etc/keys/server.key", "", "p", ""));
    }

    @Test
    void whatKubernetesSaysOfServicesIsPassedOver() {
        Map<String, String> told = Map.of(
                "PIPIT_REST_SERVICE_HOST", "10.0.0.1",
                "PIPIT_REST_SERVICE_PORT_REST", "8081",
                "PIPIT_REST_PORT", "tcp://10.0.0.1:8081",
                "PIPIT_REST_PORT_8081_TCP_ADDR", "10.0.0.1",
                "PIPIT_SERVICE_PORT", "7181",
                "PIPIT_SERVER_PORT", "tcp://10.0.0.2:7181");
        assertThat(ConfigReader.read(project, told, Map.of()))
                .isEqualTo(ConfigReader.read(project, Map.of(), Map.of()));
    }

    @Test
    void allProblemsAreReportedAtOnceWithWhereTheyAre() throws IOException {
        file("server:\n  prot: 7181\n  max-body-size: big\nlog:\n  partitions: 0\nlog.partitions: 2\nintake: [1]\n");
        assertThatThrownBy(() -> ConfigReader.read(
                        project,
                        Map.of("PIPIT_SERVING_QUERY_TIMEOUT", "soon", "PIPIT_SERVER_PROT", "1"),
                        Map.of("memory.engin", "2GB")))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("pipit.yaml:2: unknown key 'server.prot'. Did you mean 'server.port'?")
                .hasMessageContaining("pipit.yaml:3: 'server.max-body-size' is 'big'; expected is a size such as")
                .hasMessageContaining("pipit.yaml:6: 'log.partitions' is given twice, first at pipit.yaml:5.")
                .hasMessageContaining("pipit.yaml:7: 'intake' is a list; one value is expected.")
                .hasMessageContaining("variable PIPIT_SERVING_QUERY_TIMEOUT: 'serving.query-timeout' is 'soon'")
                .hasMessageContaining("'PIPIT_SERVER_PROT'. Did you mean 'PIPIT_SERVER_PORT'?")
                .hasMessageContaining("unknown key 'memory.engin'. Did you mean 'memory.engine'?");
    }

    @Test
    void someKeysTakeAnyNames() throws IOException {
        file("kafka:\n  client:\n    security.protocol: SSL\n    acks: all\n");
        PipitConfig config = ConfigReader.read(
                project,
                Map.of("PIPIT_KAFKA_CLIENT", "sasl.mechanism=PLAIN\nsecurity.protocol=PLAINTEXT"),
                Map.of("kafka.client.acks", "1"));
        assertThat(config.kafka().client())
                .isEqualTo(Map.of("sasl.mechanism", "PLAIN", "security.protocol", "SSL", "acks", "1"));
        assertThatThrownBy(() -> ConfigReader.read(project, Map.of(), Map.of("kafka.clients.acks", "1")))
                .hasMessageContaining("unknown key 'kafka.clients.acks'");
    }

    @Test
    void boundsAreNamed() {
        assertThatThrownBy(() -> ConfigReader.read(project, Map.of(), Map.of("server.port", "70000")))
                .hasMessage("option server.port: 'server.port' is '70000'; expected is between 0 and 65535.");
    }

    @Test
    void aFileThatIsNotYamlNamesTheLine() throws IOException {
        file("server:\n  port: [1\n");
        assertThatThrownBy(() -> ConfigReader.read(project, Map.of(), Map.of()))
                .hasMessageContaining("pipit.yaml:")
                .hasMessageContaining("not YAML");
    }

    @Test
    void sizesHaveUnits() {
        assertThat(ByteSize.parse("64 kb").bytes()).isEqualTo(65_536);
        assertThat(ByteSize.parse("7").bytes()).isEqualTo(7);
        assertThat(ByteSize.parse("2GB")).hasToString("2GB");
    }

    @Test
    void aBatchJobTakesAPartOfTheMachineUnlessItIsSaid() {
        MemorySettings defaults = ConfigReader.defaults().memory();
        assertThat(defaults.batchBytes(24L << 30)).isEqualTo(3L << 30);
        assertThat(defaults.batchBytes(256L << 30)).isEqualTo(4L << 30);
        assertThat(defaults.batchBytes(2L << 30))
                .as("the part of memory.engine")
                .isEqualTo(322_122_547L);
        assertThat(new MemorySettings(new ByteSize(1 << 30), new ByteSize(200 << 20)).batchBytes(24L << 30))
                .isEqualTo(200 << 20);
    }

    @Test
    void theDocumentedTableIsTheOneOfTheCode() throws IOException {
        Path page = Path.of("..", "docs", "configuration.md").toAbsolutePath().normalize();
        if (Boolean.getBoolean("pipit.docs.write")) {
            String table = Matcher.quoteReplacement(ConfigTable.markdown());
            Files.writeString(page, TABLE.matcher(Files.readString(page)).replaceFirst(table));
        }
        assertThat(Files.readString(page))
                .as("docs/configuration.md holds the table; this is what it should be:\n" + ConfigTable.markdown())
                .contains(ConfigTable.markdown());
    }

    private void file(String text) throws IOException {
        Files.writeString(project.resolve("pipit.yaml"), text);
    }
}
