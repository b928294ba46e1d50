package io.pipit.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CompactSliceTest {
    private static final List<String> TABLES = List.of("a", "b", "c", "d", "e");

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> compacted = new ArrayList<>();

    @Test
    void noTableIsBegunWhenTheTimeIsOver() {
        assertThat(slice(Duration.ofSeconds(10), 1_000, TABLES).looked()).isEqualTo(3);
        assertThat(compacted).containsExactly("a", "b", "c");
    }

    @Test
    void oneTableIsLookedAtHoweverShortTheTime() {
        List<String> rest = TABLES;
        while (!rest.isEmpty()) {
            int looked = slice(Duration.ZERO, 1_000, rest).looked();
            assertThat(looked).isEqualTo(1);
            rest = rest.subList(looked, rest.size());
        }
        assertThat(compacted).isEqualTo(TABLES);
    }

    @Test
    void noMoreIsReadThanMayBe() {
        CompactSlice.Done done = slice(Duration.ofHours(1), 20, TABLES);
        assertThat(done.looked()).isEqualTo(2);
        assertThat(done.outcome().bytesBefore()).isEqualTo(20);
        assertThat(slice(Duration.ofHours(1), 1_000, TABLES).looked()).isEqualTo(5);
    }

    /** Each table takes four seconds and has ten bytes. */
    private CompactSlice.Done slice(Duration longest, long bytes, List<String> tables) {
        return new CompactSlice(new CompactPolicy(2, 1, bytes, longest), nanos::get).run(tables, (table, budget) -> {
            compacted.add(table);
            nanos.addAndGet(Duration.ofSeconds(4).toNanos());
            return new CompactOutcome(1, 2, 1, 5, 5, 10, 6, 0);
        });
    }
}
