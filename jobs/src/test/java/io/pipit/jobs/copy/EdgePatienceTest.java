package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EdgePatienceTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final EdgePatience patience = new EdgePatience(Duration.ofSeconds(60), nanos::get, at(1));

    @Test
    void whoComesNearerIsWaitedForUpToFiveTimesAsLong() {
        for (int n = 2; n <= 6; n++) {
            after(50);
            assertThat(patience.over()).as("standing at %s", n).isFalse();
            patience.stand(at(n));
        }
        after(49);
        assertThat(patience.over()).isFalse();
        patience.stand(at(7));
        after(1);
        assertThat(patience.over()).isTrue();
        assertThat(patience.seconds()).isEqualTo(300);
    }

    @Test
    void whoStandsStillIsNot() {
        after(50);
        patience.stand(at(1));
        after(10);
        assertThat(patience.over()).isTrue();
    }

    @Test
    void whoDoNotAgreeAreNot() {
        after(50);
        patience.stand(Optional.empty());
        after(10);
        assertThat(patience.over()).isTrue();
    }

    private void after(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static Optional<PositionVector> at(long next) {
        return Optional.of(new PositionVector(new TreeMap<>(Map.of(new LogPartition("topic", 0), next))));
    }
}
