package io.pipit.core.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.junit.jupiter.api.Test;

class CommitPatienceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final CommitPatience patience = new CommitPatience("events", "compact", nanos::get);

    @Test
    void whoIsOvertakenTriesOnForAMinute() {
        for (int n = 0; n < 25; n++) {
            tried("v" + n, 1);
        }
        assertThatCode(() -> patience.next("v25")).doesNotThrowAnyException();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
        patience.failed(new CommitFailedException("somebody was faster"));
        assertThatThrownBy(() -> patience.next("v26"))
                .hasMessageContaining("The commit of compact to events was overtaken 26 and refused 0 times");
    }

    @Test
    void aCatalogThatRefusesIsAskedTwentyTimes() {
        for (int n = 0; n < 20; n++) {
            tried("v", 0);
        }
        assertThatThrownBy(() -> patience.next("v"))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT))
                .hasMessageContaining("refused 20 times");
    }

    private void tried(String version, long seconds) {
        patience.next(version);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        patience.failed(new CommitFailedException("refused"));
    }
}
