package io.pipit.cli.checker;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One kill of each role, or more with {@code -Droles.kills=N}, and with {@code -Droles.services=true} one of a service with each (four
 * kills for each service once): no event is lost or counted twice, and no answer is ever wrong.
 */
class RolesCheckerClusterIT {
    @Test
    void everyAcknowledgedEventIsCountedOnceAndNoReadIsWrongWhateverDies(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        RoleRounds.Dying dying =
                Boolean.getBoolean("roles.services") ? RoleRounds.Dying.ROLES_AND_SERVICES : RoleRounds.Dying.ROLES;
        try (RoleRounds rounds = new RoleRounds(folder, seed, dying)) {
            rounds.run(Integer.getInteger("roles.kills", 3));
        }
    }
}
