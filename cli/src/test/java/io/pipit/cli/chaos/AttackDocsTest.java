package io.pipit.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttackDocsTest {
    @Test
    void theGuideListsEveryAttack() throws IOException {
        Path guide = Path.of("").toAbsolutePath().getParent().resolve("docs/chaos.md");
        assertThat(Files.readString(guide).lines())
                .as("docs/chaos.md")
                .contains(Arrays.stream(Attack.values()).map(Attack::row).toArray(String[]::new));
    }
}
