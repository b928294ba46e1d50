package io.pipit.speed.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.engine.SourceRows;
import io.pipit.speed.Target;
import org.junit.jupiter.api.Test;

class EpochRowsTest {
    private static final Target RAW = new Target("events", "log:events");
    private static final Target VIEW = new Target("hits", "view:hits");

    private final EpochRows rows = new EpochRows();

    @Test
    void theLargestTargetsAreTakenAndTheSmallGatherOn() {
        add(RAW, 300);
        add(VIEW, 20);
        add(RAW, 200);

        EpochRows taken = rows.takeLargest(100);

        assertThat(taken.bytes()).isEqualTo(500);
        assertThat(taken.byTarget()).containsOnlyKeys(RAW);
        assertThat(taken.byTarget().get(RAW)).hasSize(2);
        assertThat(rows.bytes()).isEqualTo(20);
        assertThat(rows.byTarget()).containsOnlyKeys(VIEW);
    }

    @Test
    void nothingIsTakenOfLittle() {
        add(RAW, 100);

        assertThat(rows.takeLargest(100).byTarget()).isEmpty();
        assertThat(rows.bytes()).isEqualTo(100);
    }

    private void add(Target target, int bytes) {
        rows.add(target, SourceRows.derived(target.feed(), new byte[bytes]));
    }
}
