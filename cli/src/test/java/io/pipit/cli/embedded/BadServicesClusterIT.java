package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.cli.services.LocalServices;
import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.network.FreePort;
import io.pipit.core.project.Variables;
import io.pipit.jobs.installation.InstallationCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that are away, closed, missing or somebody else's are named at once, and nothing is begun. */
class BadServicesClusterIT {
    @TempDir
    Path folder;

    private int number;

    @Test
    void eachIsNamed() throws Exception {
        try (LocalServices services =
                new LocalServices(folder).kafka().postgres().s3()) {
            Map<String, String> good = services.settings();
            String database = good.get("database.uri");
            refused(Map.of(), ErrorCode.INVALID_CONFIG, "kafka.bootstrap-servers, catalog.uri, warehouse.uri");
            refused(
                    with(good, "kafka.bootstrap-servers", "127.0.0.1:" + FreePort.find()),
                    ErrorCode.LOG_UNAVAILABLE,
                    "listing topics");
            refused(
                    with(good, "kafka.client.sasl.mechanism", "NONE", "kafka.client.security.protocol", "WRONG"),
                    ErrorCode.INVALID_CONFIG,
                    "kafka.client");
            refused(
                    with(good, "database.uri", database.replace("user=postgres", "user=nobody")),
                    ErrorCode.CATALOG_UNAVAILABLE,
                    "nobody");
            refused(
                    with(good, "catalog.uri", database.replace("user=postgres", "user=nobody")),
                    ErrorCode.CATALOG_UNAVAILABLE,
                    "catalog");
            refused(with(good, "warehouse.uri", "s3://none/tables"), ErrorCode.STORAGE_FAILED, "s3://none/tables");
            refused(
                    with(good, "catalog.properties.s3.secret-access-key", "wrong"),
                    ErrorCode.STORAGE_FAILED,
                    "credentials");

            start(good).close();
            start(good).close();
            refused(with(good, "log.prefix", "other"), ErrorCode.FOREIGN_INSTALLATION, "The catalog belongs to");
        }
    }

    private void refused(Map<String, String> settings, ErrorCode code, String word) {
        assertThatThrownBy(() -> start(settings).close()).isInstanceOfSatisfying(PipitException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e.getMessage()).contains(word);
        });
    }

    private RoleProcess start(Map<String, String> settings) throws IOException {
        Path project = Files.createDirectory(folder.resolve("process" + ++number));
        Map<String, String> all = new TreeMap<>(settings);
        all.put("server.port", "0");
        PipitConfig config = ConfigReader.read(project, Map.of(), all);
        InstallationCheck.services(config);
        StateFolder state = StateFolder.open(project.resolve(".pipit"));
        return RoleProcess.start(config, state, Role.INTAKE, Variables.NONE, (c, others) -> {
            throw new AssertionError("It must not lead");
        });
    }

    private static Map<String, String> with(Map<String, String> settings, String... changed) {
        Map<String, String> all = new TreeMap<>(settings);
        for (int i = 0; i < changed.length; i += 2) {
            all.put(changed[i], changed[i + 1]);
        }
        return all;
    }
}
