package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to prepared data that stay fresh, by hand and with one directive. */
class LambdaGuideIT {
    @Test
    void everyCommandWorks(@TempDir Path folder) throws Exception {
        try (StackGuide guide = new StackGuide("lambda.md", folder)) {
            assertThat(guide.run()).isGreaterThan(12);
        }
    }
}
