package io.pipit.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.SourcePoint;
import io.pipit.core.block.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceChainsTest {
    private static final String TOPIC = "q1Sh-9_ERiKhY2lY7b8Cnw";

    @Test
    void onlyWhatFollowsCounts() {
        RecentKeys keys = new RecentKeys();
        assertThat(keys.admit(0, block(first(5)))).isTrue();
        assertThat(keys.admit(0, block(first(7)))).as("a second beginning").isFalse();
        assertThat(keys.admit(0, block(range(5, 9)))).isTrue();
        assertThat(keys.admit(0, block(range(5, 9)))).as("a repeat").isFalse();
        assertThat(keys.admit(0, block(range(5, 12)))).as("an overlap").isFalse();
        assertThat(keys.admit(0, block(range(12, 14)))).as("behind a gap").isFalse();
        assertThat(keys.admit(0, block(range(9, 14)))).isTrue();
        assertThat(keys.sources(0).point("g", "t", 0)).contains(SourceChains.point(TOPIC, 14));
        assertThat(keys.sources(0).point("other", "t", 0)).isEmpty();
    }

    @Test
    void aBlockOfSeveralSourcesCountsAsAWhole() {
        RecentKeys keys = new RecentKeys();
        SourceRange other = new SourceRange("g", "t", 2, TOPIC, 3, 4, SourcePoint.NONE);
        assertThat(keys.admit(0, block(first(5)))).isTrue();
        assertThat(keys.admit(0, block(other, range(6, 8)))).isFalse();
        assertThat(keys.sources(0).point("g", "t", 2)).isEmpty();
        assertThat(keys.admit(0, block(other, range(5, 8)))).isTrue();
        assertThat(keys.sources(0).point("g", "t", 2)).contains(SourceChains.point(TOPIC, 4));
    }

    @Test
    void anotherTopicOfTheNameFollowsOnlyByName() {
        RecentKeys keys = new RecentKeys();
        keys.admit(0, block(first(5)));
        assertThat(keys.admit(
                        0, block(new SourceRange("g", "t", 0, "another", 5, 6, SourceChains.point("another", 5)))))
                .isFalse();
        assertThat(keys.admit(0, block(new SourceRange("g", "t", 0, "another", 0, 2, SourceChains.point(TOPIC, 5)))))
                .isTrue();
    }

    @Test
    void writersThatOverlapAtRandomGiveEveryOffsetOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RecentKeys whole = new RecentKeys();
        RecentKeys cut = new RecentKeys();
        whole.admit(1, block(first(0)));
        cut.admit(1, block(first(0)));
        long[] writers = new long[3];
        long counted = 0;
        for (int i = 0; i < 3000; i++) {
            int writer = random.nextInt(writers.length);
            long from = writers[writer];
            long to = from + 1 + random.nextInt(5);
            boolean taken = whole.admit(1, block(range(from, to)));
            assertThat(cut.admit(1, block(range(from, to)))).as("seed %d", seed).isEqualTo(taken);
            if (taken) {
                assertThat(from).as("seed %d", seed).isEqualTo(counted);
                counted = to;
            }
            writers[writer] = taken || random.nextBoolean() ? to : counted;
            if (random.nextInt(50) == 0) {
                whole.admit(1, new BlockHeader("events", 1, 0, 1, 0, "key" + i, 0));
                cut.admit(1, new BlockHeader("events", 1, 0, 1, 0, "key" + i, 0));
                cut = new RecentKeys(cut.snapshot());
                assertThat(cut.snapshot()).isEqualTo(whole.snapshot());
            }
        }
        assertThat(counted).as("seed %d", seed).isPositive();
    }

    @Test
    void headersKeepTheirSources() {
        BlockHeader header = block(first(5), new SourceRange("g", "t", 2, TOPIC, 3, 4, SourceChains.point(TOPIC, 1)));
        assertThat(BlockCodec.decode(BlockCodec.encode(header))).isEqualTo(header);
        BlockHeader plain = new BlockHeader("events", 1, 0, 1, 0, "key", 3);
        assertThat(BlockCodec.decode(BlockCodec.encode(plain))).isEqualTo(plain);
    }

    @Test
    void theSourcesOfATopicAreSpreadOverTheLog() {
        List<Integer> partitions = new ArrayList<>();
        for (int p = 0; p < 4; p++) {
            partitions.add(SourceChains.partition("g", "t", p, 4));
        }
        assertThat(partitions).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    private static SourceRange first(long at) {
        return new SourceRange("g", "t", 0, TOPIC, at, at, SourcePoint.NONE);
    }

    private static SourceRange range(long from, long to) {
        return new SourceRange("g", "t", 0, TOPIC, from, to, SourceChains.point(TOPIC, from));
    }

    private static BlockHeader block(SourceRange... ranges) {
        return new BlockHeader("events", 1, 0, 1, 0, "", 0).with(List.of(ranges));
    }
}
