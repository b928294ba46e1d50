package io.pipit.jobs.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobArgumentsTest {
    private static final String INSTALLATION = """
            {"log": {"bootstrap_servers": "broker:9092", "client": {}, "topic_prefix": "pipit", "partitions": 2},
             "lake": {"type": "jdbc", "uri": "jdbc:postgresql://host/catalog", "warehouse": "/warehouse", "properties": {}},
             "flink": {"host": "jobmanager", "port": 8081},
             "speed": {"parallelism": 2, "engine_memory_bytes": 268435456, "commit_interval_millis": 30000},
             "batch": {"engine_threads": 1, "engine_memory_bytes": 536870912}}
            """;

    @TempDir
    Path folder;

    @Test
    void readsThoseOfTheSpeedJob() {
        JobArguments given = JobArguments.speed(new String[] {"--config", "c.json", "--project", "web"});

        assertThat(given.project()).isEqualTo(Path.of("web"));
        assertThat(given.config()).isEqualTo(Path.of("c.json"));
    }

    @Test
    void readsThoseOfACopy() {
        JobArguments given = JobArguments.copy(new String[] {
            "--project",
            "web",
            "--config",
            "c.json",
            "--pipe",
            "daily",
            "--mode",
            "REPLACE",
            "--run-key",
            "monday",
            "--param",
            "day=2026-01-01",
            "--param",
            "note=a=b",
            "--param",
            "day=2026-01-02"
        });

        assertThat(given.pipe()).isEqualTo("daily");
        assertThat(given.mode()).contains(CopyPlan.Mode.REPLACE);
        assertThat(given.runKey()).isEqualTo("monday");
        assertThat(given.parameters())
                .containsEntry("day", List.of("2026-01-01", "2026-01-02"))
                .containsEntry("note", List.of("a=b"));
    }

    @Test
    void saysWhatIsWrong() {
        assertWrong("--project is missing", "--config", "c");
        assertWrong("'--projekt' is not known. Did you mean '--project'?", "--projekt", "web");
        assertWrong("--config has no value", "--project", "web", "--config");
        assertWrong(
                "--mode is append or replace, not 'swap'",
                "--project",
                "w",
                "--config",
                "c",
                "--pipe",
                "p",
                "--mode",
                "swap");
        assertWrong(
                "--param is NAME=VALUE, not 'day'", "--project", "w", "--config", "c", "--pipe", "p", "--param", "day");
    }

    @Test
    void readsTheInstallationAndNothingElse() throws IOException {
        Path file = folder.resolve("installation.json");
        Files.writeString(file, INSTALLATION);
        Installation read = Installation.read(file);
        assertThat(read.log().topicPrefix()).isEqualTo("pipit");
        assertThat(read.flink()).isEqualTo(new Installation.Flink("jobmanager", 8081));
        assertThat(read.lake().warehouse()).isEqualTo("/warehouse");
        assertThat(read.speed().commitIntervalMillis()).isEqualTo(30_000);
        assertThat(read.batchEngine().memoryLimitBytes()).isEqualTo(512L << 20);

        Files.writeString(file, INSTALLATION.replace("\"parallelism\": 2, ", ""));
        assertThatThrownBy(() -> Installation.read(file)).hasMessageContaining("parallelism");
        Files.writeString(file, INSTALLATION.replace("\"port\": 8081", "\"port\": 8081, \"prot\": 1"));
        assertThatThrownBy(() -> Installation.read(file))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("installation.json, line 3")
                .hasMessageContaining("prot");
    }

    private static void assertWrong(String message, String... arguments) {
        assertThatThrownBy(() -> JobArguments.copy(arguments))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining(message);
    }
}
