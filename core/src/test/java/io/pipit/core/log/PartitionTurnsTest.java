package io.pipit.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PartitionTurnsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final PartitionTurns turns = new PartitionTurns(nanos::get);
    private final LogTopic log = new LogTopic("events", "id", 3);

    @Test
    void smallBlocksShareAPartitionForAWhile() {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            chosen.add(turns.next(log, 100));
            nanos.addAndGet(PartitionTurns.TURN_NANOS / 10);
        }
        assertThat(chosen.subList(0, 10)).containsOnly(0);
        assertThat(chosen.subList(10, 20)).containsOnly(1);
        assertThat(chosen.subList(20, 30)).containsOnly(2);
        assertThat(chosen.subList(30, 40)).containsOnly(0);
    }

    @Test
    void largeBlocksGoRound() {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chosen.add(turns.next(log, PartitionTurns.TURN_BYTES));
        }
        assertThat(chosen).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void everyLogHasItsOwnTurn() {
        LogTopic other = new LogTopic("others", "other", 2);
        for (int i = 0; i < 4; i++) {
            assertThat(turns.next(log, PartitionTurns.TURN_BYTES)).isEqualTo(i % 3);
            assertThat(turns.next(other, PartitionTurns.TURN_BYTES)).isEqualTo(i % 2);
        }
    }
}
