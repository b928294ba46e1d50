package io.pipit.speed.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.LogPartition;
import io.pipit.core.log.StoredBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    /** Stands for the end of the process: no handler runs. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private final MemoryAttempts written = new MemoryAttempts();

    @Test
    void whatRunsIsWrittenBeforeAndEndedAfterwards() {
        Attempts attempts = start();
        attempts.guard(blocks(0, 1), () -> assertThat(written.last(0).running()).hasSize(2));
        assertThat(written.last(0).running()).isEmpty();
        assertThat(written.last(0).deaths()).isEmpty();
    }

    @Test
    void theThirdDeathSetsTheBlockAsideAndNoOther() {
        List<List<Long>> ran = new ArrayList<>();
        for (int life = 0; life < 3; life++) {
            assertThatThrownBy(() -> life(4, ran)).isInstanceOf(Death.class);
            written.reborn();
        }
        assertThat(ran)
                .containsExactly(
                        List.of(0L, 1L, 2L, 3L, 4L, 5L), // they ran together
                        List.of(0L), // each of them alone
                        List.of(1L),
                        List.of(2L),
                        List.of(3L),
                        List.of(4L),
                        List.of(0L, 1L, 2L, 3L), // what ran through is cleared
                        List.of(4L));
        ran.clear();
        life(4, ran);
        assertThat(ran).containsExactly(List.of(0L, 1L, 2L, 3L), List.of(5L));
    }

    @Test
    void whatWasSetAsideStaysSoInLaterLives() {
        theThirdDeathSetsTheBlockAsideAndNoOther();
        List<List<Long>> ran = new ArrayList<>();
        for (int life = 0; life < 2; life++) {
            written.reborn();
            life(4, ran);
        }
        assertThat(ran.stream().flatMap(List::stream)).doesNotContain(4L);
    }

    @Test
    void aBlockThatRunsThroughIsCleared() {
        for (int i = 0; i < 5; i++) {
            List<List<Long>> ran = new ArrayList<>();
            assertThatThrownBy(() -> life(2, ran)).isInstanceOf(Death.class);
            written.reborn();
            life(-1, ran);
            written.reborn();
        }
        assertThat(written.last(0).deaths()).isEmpty();
    }

    @Test
    void aFailureIsNoDeath() {
        for (int i = 0; i < 5; i++) {
            Attempts attempts = start();
            assertThatThrownBy(() -> attempts.guard(blocks(0), () -> {
                        throw new IllegalStateException("fails");
                    }))
                    .hasMessage("fails");
            written.reborn();
        }
        assertThat(start().split(blocks(0, 1))).hasSize(1);
    }

    @Test
    void whatTheSameProcessLeftOpenIsNoDeath() {
        assertThatThrownBy(() -> life(0, new ArrayList<>())).isInstanceOf(Death.class);
        assertThat(start().split(blocks(0, 1))).hasSize(1);
    }

    @Test
    void blocksOfOtherLogsAndPartitionsAreOthers() {
        assertThatThrownBy(() -> life(0, new ArrayList<>())).isInstanceOf(Death.class);
        written.reborn();
        Attempts attempts = start();
        attempts.start(1, written.last(1));
        List<StoredBlock> mixed = List.of(block("a", 0, 0), block("b", 0, 0), block("a", 1, 0));
        assertThat(attempts.split(mixed)).extracting(List::size).containsExactly(1, 2);
    }

    private void life(long deadly, List<List<Long>> ran) {
        Attempts attempts = start();
        for (List<StoredBlock> part : attempts.split(blocks(0, 1, 2, 3, 4, 5))) {
            if (attempts.deadly(part)) {
                continue;
            }
            attempts.guard(part, () -> {
                ran.add(part.stream().map(StoredBlock::offset).toList());
                if (part.stream().anyMatch(b -> b.offset() == deadly)) {
                    throw new Death();
                }
            });
        }
    }

    private Attempts start() {
        Attempts attempts = new Attempts(written);
        attempts.start(0, written.last(0));
        return attempts;
    }

    private static List<StoredBlock> blocks(long... offsets) {
        return LongStream.of(offsets).mapToObj(o -> block("a", 0, o)).toList();
    }

    private static StoredBlock block(String topicId, int partition, long offset) {
        BlockHeader header = new BlockHeader("events", 1, 0, 1, 0, "", 0);
        return new StoredBlock(
                new LogPartition(topicId, partition), offset, new Block(header, new byte[0], new byte[0]));
    }
}
