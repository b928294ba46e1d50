package io.pipit.cli.checker;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kill in every build; {@code -Dkills=3} for so many, and see {@link KillChaosIT}. */
class KillIT {
    @Test
    void everyAcknowledgedEventIsCountedOnceAndNoReadIsWrongThroughKills(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        new KillRounds(folder, seed).run(Integer.getInteger("kills", 1));
    }
}
