package io.pipit.cli.checker;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three kills in every build; see {@link KillChaosIT} for more. */
class KillIT {
    @Test
    void everyAcknowledgedEventIsCountedOnceAndNoReadIsWrongThroughKills(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        new KillRounds(folder, seed).run(3);
    }
}
