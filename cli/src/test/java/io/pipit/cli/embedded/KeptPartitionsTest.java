package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.config.LogSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPartitionsTest {
    private static final LogSettings UNSET = new LogSettings(0, "pipit");

    @TempDir
    private Path folder;

    @Test
    void goByTheMachineThatMadeTheLogs() {
        assertThat(count("small", UNSET, 2)).isEqualTo(1);
        assertThat(count("small", UNSET, 16)).isEqualTo(1);
        assertThat(count("large", UNSET, 4)).isEqualTo(2);
        assertThat(count("large", UNSET, 1)).isEqualTo(2);
    }

    @Test
    void goByTheConfigurationWhereItSays() {
        LogSettings four = new LogSettings(4, "pipit");
        assertThat(count("told", four, 2)).isEqualTo(4);
        assertThat(four.partitionsElsewhere()).isEqualTo(4);
        assertThat(UNSET.partitionsElsewhere()).isEqualTo(2);
    }

    @Test
    void areTheUsualOnesWhereLogsWereMadeBeforeTheirNumberWasKept() throws IOException {
        Files.createDirectories(folder.resolve("older").resolve("log").resolve("pipit.log.events-0"));
        assertThat(count("older", UNSET, 2)).isEqualTo(2);
    }

    @Test
    void aFileThatHoldsSomethingElseIsNamed() throws IOException {
        count("broken", UNSET, 2);
        Files.writeString(folder.resolve("broken").resolve("partitions"), "many");
        assertThatThrownBy(() -> count("broken", UNSET, 2))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("partitions should hold")
                .hasMessageContaining("log.partitions");
    }

    private int count(String name, LogSettings configured, int processors) {
        try (StateFolder state = StateFolder.open(folder.resolve(name))) {
            return new KeptPartitions(configured, state).count(processors);
        }
    }
}
