package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide of backfills: the four scenarios, by hand and with one command. */
class BackfillGuideIT {
    @Test
    void everyCommandWorks(@TempDir Path folder) throws Exception {
        // The folder that the stack starts with; versions of the guide's folder are deployed to it.
        Path live = Files.createDirectories(folder.resolve("live/datasources"));
        Files.writeString(live.resolve("first.datasource"), "SCHEMA >\n    `n` Int32 `json:$.n`\n");
        try (StackGuide guide = new StackGuide("backfill.md", folder)) {
            guide.start(live.getParent());
            assertThat(guide.run()).isGreaterThan(30);
        }
    }
}
