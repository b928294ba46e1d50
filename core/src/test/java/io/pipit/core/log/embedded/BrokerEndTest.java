package io.pipit.core.log.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BrokerEndTest {
    @Test
    void namesAFullDisk() {
        assertThat(new BrokerEnd(Path.of("/state/log"), 3L << 20).text(null))
                .startsWith("The log's broker gave up and ends the process. Its data is in /state/log")
                .endsWith("The disk there is full (3 MB are free): make room, then start it again.");
        assertThat(new BrokerEnd(Path.of("/state/log"), 3L << 30).text("no reason"))
                .startsWith("The log's broker gave up and ends the process: no reason.")
                .endsWith("The log of this process says why. Start it again.");
    }
}
