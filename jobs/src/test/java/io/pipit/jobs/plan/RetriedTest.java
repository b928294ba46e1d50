package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetriedTest {
    private final Retried impatient = new Retried(Duration.ZERO);
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void whatFailsOnceIsTriedAgainHoweverLongItTook() {
        impatient.run("it", () -> failUntil(2));
        assertThat(tries).hasValue(2);
    }

    @Test
    void whatFailsForLongerThanThePatienceFails() {
        assertThatThrownBy(() -> impatient.run("it", () -> failUntil(4))).hasMessage("away");
        assertThat(tries).hasValue(2);
    }

    private void failUntil(int last) {
        if (tries.incrementAndGet() < last) {
            throw new PipitException(ErrorCode.CATALOG_UNAVAILABLE, "away");
        }
    }
}
