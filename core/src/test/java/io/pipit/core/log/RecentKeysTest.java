package io.pipit.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.BlockHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentKeysTest {
    @Test
    void aRepeatIsDroppedWithinTheWindowOnly() {
        RecentKeys keys = new RecentKeys();
        assertThat(keys.admit(0, header("a", 0))).isTrue();
        assertThat(keys.admit(0, header("a", 0))).isFalse();
        assertThat(keys.admit(0, header("a", 1))).isTrue();
        assertThat(keys.admit(1, header("a", 0))).isTrue();
        for (int i = 0; i < RecentKeys.WINDOW; i++) {
            keys.admit(0, header("other" + i, 0));
        }
        assertThat(keys.admit(0, header("a", 0))).isTrue();
        assertThat(keys.snapshot(0)).hasSize(RecentKeys.WINDOW);
    }

    @Test
    void blocksWithoutAKeyAreNeverRepeats() {
        RecentKeys keys = new RecentKeys();
        assertThat(keys.admit(0, header("", 0))).isTrue();
        assertThat(keys.admit(0, header("", 0))).isTrue();
        assertThat(keys.snapshot()).isEmpty();
    }

    @Test
    void aConsumerThatStartsAtACoverageDropsTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<BlockHeader> log = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            log.add(header("k" + random.nextInt(2500), 0));
        }
        int cut = random.nextInt(log.size());
        RecentKeys whole = new RecentKeys();
        log.subList(0, cut).forEach(h -> whole.admit(3, h));
        RecentKeys late = new RecentKeys(whole.snapshot());
        for (BlockHeader header : log.subList(cut, log.size())) {
            assertThat(late.admit(3, header)).as("seed %d", seed).isEqualTo(whole.admit(3, header));
        }
    }

    private static BlockHeader header(String key, int part) {
        return new BlockHeader("events", 1, 0, 1, 0, key, part);
    }
}
