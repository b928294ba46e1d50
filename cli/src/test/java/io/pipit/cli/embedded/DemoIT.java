package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command that anybody runs. */
class DemoIT {
    @TempDir
    private Path folder;

    @Test
    void theDemoShowsTheFactsAndEndsWell() throws Exception {
        Cli.Result demo = new Cli(folder).run("demo", "--once", "--port", "0");
        assertThat(demo.exitCode()).as(demo.out() + demo.err()).isZero();
        assertThat(demo.out())
                .contains("9,999 rows")
                .contains("Copied rebuild_snapshot into analytics_snapshot: 9,999 rows")
                .containsPattern("page_hit +4392 ")
                .containsPattern("asset_hit +5387 ")
                .containsPattern("error +220 ")
                .containsPattern("read from lake: +0 rows, fresh: +9999 rows");
        assertThat(demo.err()).isEmpty();
    }
}
