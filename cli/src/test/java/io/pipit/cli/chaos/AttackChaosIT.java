package io.pipit.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks under the checker. {@code mvn verify -Pchaos} makes each once; {@code -Dchaos.attacks=1000} so many at random, {@code
 * -Dchaos.only=NAME[,NAME]} only these, {@code -Dseed=N} those of a former run, {@code -Dchaos.pace=10} with ten times as many events,
 * {@code -Dchaos.worlds=4} on so many worlds at a time, {@code -Dchaos.world=N} on that one alone.
 */
class AttackChaosIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void noAnswerIsWrongAndNothingIsLost() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        int attacks = Integer.getInteger("chaos.attacks", 0);
        String only = System.getProperty("chaos.only", "");
        String command = "mvn verify -Pchaos -Dseed=" + seed + (attacks > 0 ? " -Dchaos.attacks=" + attacks : "")
                + (only.isEmpty() ? "" : " -Dchaos.only=" + only)
                + given("chaos.pace")
                + given("chaos.worlds");
        System.out.println("Chaos: " + command);
        if (attacks > 0 && only.isEmpty()) {
            Worlds worlds = new Worlds(folder, seed, command);
            int alone = Integer.getInteger("chaos.world", -1);
            said(
                    alone < 0
                            ? worlds.attack(attacks, Integer.getInteger("chaos.worlds", 1))
                            : worlds.only(alone, attacks));
            return;
        }
        Campaign campaign = new Campaign(folder, seed, () -> false);
        if (!only.isEmpty()) {
            List<Attack> given =
                    Arrays.stream(only.split(",")).map(Attack::valueOf).toList();
            List<Attack> all = new ArrayList<>();
            for (int i = 0; i < Math.max(attacks, given.size()); i++) {
                all.add(given.get(i % given.size()));
            }
            campaign.world(0, all, command);
        } else {
            List<Attack> each = new ArrayList<>(List.of(Attack.values()));
            Collections.shuffle(each, new Random(seed));
            campaign.world(0, each, command);
            assertThat(campaign.done()).containsKeys(each.toArray(Attack[]::new));
        }
        said(campaign.done());
    }

    /** A number that says how, as it was given. */
    private static String given(String property) {
        Integer number = Integer.getInteger(property);
        return number == null ? "" : " -D" + property + "=" + number;
    }

    private static void said(Map<Attack, Integer> done) {
        int total = done.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(total + " attacks, none with a wrong answer: " + done);
    }
}
