package io.pipit.speed.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunPaceTest {
    private static final long START = Long.MAX_VALUE - 5; // the clock's values may overflow

    private final RunPace pace = new RunPace(5, START);

    @Test
    void aBlockThatComesAfterARestRunsAtOnce() {
        assertThat(pace.waitMillis(START)).isZero();
        ran(0, 4);
        assertThat(pace.waitMillis(at(60))).isZero();
    }

    @Test
    void blocksThatComeDuringARunWaitAsLongAsThatIsWorth() {
        ran(0, 4);
        assertThat(pace.waitMillis(at(4))).isEqualTo(12);
        assertThat(pace.waitMillis(at(10))).isEqualTo(6);
    }

    @Test
    void thereAreBounds() {
        ran(0, 0);
        assertThat(pace.waitMillis(at(0))).isEqualTo(5);
        ran(0, 1000);
        assertThat(pace.waitMillis(at(1000))).isEqualTo(25);
    }

    private void ran(long startMillis, long endMillis) {
        pace.ran(at(startMillis), at(endMillis));
    }

    private static long at(long millis) {
        return START + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
