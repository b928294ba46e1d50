package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide for the first project, as far as no stack is needed. */
class FirstProjectGuideTest {
    @Test
    void everyStepWorks(@TempDir Path folder) throws Exception {
        assertThat(new GuideSteps(folder).run()).isDirectory();
    }
}
