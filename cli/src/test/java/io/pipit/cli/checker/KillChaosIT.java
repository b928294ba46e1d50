package io.pipit.cli.checker;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many kills: {@code mvn verify -Pchaos -Dchaos.kills=20 [-Dseed=N]}. */
class KillChaosIT {
    @Test
    void everyAcknowledgedEventIsCountedOnceAndNoReadIsWrongThroughManyKills(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        new KillRounds(folder, seed).run(Integer.getInteger("chaos.kills", 20));
    }
}
