package io.pipit.cli.checker;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills of each role, more of them with {@code -Droles.kills=N}, and of a service with each (four for each once; none with
 * {@code -Droles.services=false}): no event is lost or counted twice, and no answer is ever wrong.
 */
class RolesCheckerClusterIT {
    @Test
    void everyAcknowledgedEventIsCountedOnceAndNoReadIsWrongWhateverDies(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        boolean services = Boolean.parseBoolean(System.getProperty("roles.services", "true"));
        RoleRounds.Dying dying = services ? RoleRounds.Dying.ROLES_AND_SERVICES : RoleRounds.Dying.ROLES;
        try (RoleRounds rounds = new RoleRounds(folder, seed, dying)) {
            rounds.run(Integer.getInteger("roles.kills", 4), Integer.getInteger("roles.deploys", 0));
        }
    }
}
