package io.pipit.cli.checker;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One kill of each role, or more with {@code -Droles.kills=N}: no event is lost or counted twice, and no answer is ever wrong. */
class RolesCheckerClusterIT {
    @Test
    void everyAcknowledgedEventIsCountedOnceAndNoReadIsWrongWhateverDies(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        try (RoleRounds rounds = new RoleRounds(folder, seed)) {
            rounds.run(Integer.getInteger("roles.kills", 3));
        }
    }
}
