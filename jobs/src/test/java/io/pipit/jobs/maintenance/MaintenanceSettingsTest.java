package io.pipit.jobs.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceSettingsTest {
    @TempDir
    Path folder;

    @Test
    void whatIsShippedSaysTheDefaults() {
        Path shipped = Path.of("..", MaintenanceSettings.FOLDER);
        assertThat(MaintenanceTask.labels()).allMatch(label -> Files.exists(shipped.resolve(label + ".yaml")));
        assertThat(MaintenanceSettings.read(List.of(shipped))).isEqualTo(MaintenanceSettings.defaults());
        assertThat(MaintenanceSettings.defaults().trim().logRetention().duration())
                .isEmpty();
    }

    @Test
    void aProjectsFilesLieOverThem() throws IOException {
        Path project = Files.createDirectories(folder.resolve("p"));
        Files.writeString(project.resolve("expire.yaml"), "keep: 7d\n");
        Files.writeString(project.resolve("compact.yaml"), "schedule: off\nmin-files: 8\n");
        Files.writeString(project.resolve("trim.yaml"), "log-retention: 30d\n");

        MaintenanceSettings settings = MaintenanceSettings.read(List.of(folder.resolve("none"), project));

        assertThat(settings.expire()).isEqualTo(new MaintenanceSettings.Expire("*/10 * * * *", Duration.ofDays(7), 10));
        assertThat(settings.policy().minFiles()).isEqualTo(8);
        assertThat(settings.trim().logRetention().duration()).isEqualTo(Optional.of(Duration.ofDays(30)));
        assertThat(settings.schedules().keySet())
                .containsExactly(MaintenanceTask.EXPIRE, MaintenanceTask.ORPHANS, MaintenanceTask.TRIM);
    }

    @Test
    void whatIsNotKnownIsRefusedWithTheNearestName() throws IOException {
        Files.writeString(folder.resolve("compact.yaml"), "min-file: 3\ntarget-size: 12\n");
        assertThatThrownBy(() -> MaintenanceSettings.read(List.of(folder)))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("compact.yaml:1: unknown key 'min-file'. Did you mean 'min-files'?")
                .hasMessageContaining("compact.yaml:2: 'target-size' is '12'");
        Files.writeString(folder.resolve("compact.yaml"), "schedule: every day\n");
        assertThatThrownBy(() -> MaintenanceSettings.read(List.of(folder)))
                .hasMessageContaining("compact.yaml")
                .hasMessageContaining("it has 2 fields, not 5");
        Files.delete(folder.resolve("compact.yaml"));
        Files.writeString(folder.resolve("compacts.yaml"), "");
        assertThatThrownBy(() -> MaintenanceSettings.read(List.of(folder)))
                .hasMessageContaining("Did you mean 'compact.yaml'?");
    }
}
