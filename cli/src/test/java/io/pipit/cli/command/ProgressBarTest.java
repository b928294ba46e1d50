package io.pipit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.client.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    @Test
    void aStatusSaysHowFarItIsWhileThereIsSomethingToDo() {
        assertThat(ProgressBar.status(Json.tree("{\"status\":\"working\",\"progress_percentage\":40}")))
                .isEqualTo("working 40 %");
        assertThat(
                        ProgressBar.status(
                                Json.tree(
                                        "{\"status\":\"creating\",\"progress_percentage\":25,\"rows_done\":2500,\"rows_total\":10000}")))
                .isEqualTo("creating 25 % (2,500 of 10,000 rows)");
        assertThat(ProgressBar.status(Json.tree("{\"status\":\"creating\"}"))).isEqualTo("creating");
        assertThat(ProgressBar.status(Json.tree("{\"status\":\"done\",\"progress_percentage\":100}")))
                .isEqualTo("done");
    }

    @Test
    void aBarIsDrawnOnOneLineAndLeavesNothing() {
        StringWriter terminal = new StringWriter();
        try (ProgressBar bar = new ProgressBar("populate hits", new PrintWriter(terminal))) {
            bar.show(50);
        }
        assertThat(terminal.toString())
                .startsWith("\rpopulate hits [###############               ] 50 %\r ")
                .endsWith(" \r");
    }
}
