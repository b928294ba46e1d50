package io.pipit.core.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
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

    @Test
    void whatCanBeDoneAnotherTimeIsGivenUpWhenItIsOvertakenForSoLong() {
        CommitPatience brief = new CommitPatience("events", "compact", nanos::get, Duration.ofSeconds(10));
        for (int n = 0; n < 3; n++) {
            tried(brief, "v" + n, 3);
        }
        assertThatCode(() -> brief.next("v3")).doesNotThrowAnyException();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        brief.failed(new CommitFailedException("somebody was faster"));
        assertThatThrownBy(() -> brief.next("v4"))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT))
                .hasMessageContaining("was overtaken 4 and refused 0 times within 11 s");
    }

    @Test
    void oneSlowTryIsNotAllThereIs() {
        CommitPatience brief = new CommitPatience("events", "compact", nanos::get, Duration.ofSeconds(10));
        tried(brief, "v0", 60);
        assertThatCode(() -> brief.next("v1")).doesNotThrowAnyException();
    }

    private void tried(String version, long seconds) {
        tried(patience, version, seconds);
    }

    private void tried(CommitPatience patience, String version, long seconds) {
        patience.next(version);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        patience.failed(new CommitFailedException("refused"));
    }
}
