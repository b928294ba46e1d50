package io.pipit.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrittenEndsTest {
    private static final LogTopic LOG = new LogTopic("pipit.log.events", "id", 2);

    private final WrittenEnds ends = new WrittenEnds();

    @Test
    void blocksThatWereSentTogetherMayBeNotedInAnyOrder() {
        long first = ends.before(LOG, 0);
        long second = ends.before(LOG, 0);
        ends.written(LOG, 0, second, 1);

        assertThatCode(() -> ends.written(LOG, 0, first, 0)).doesNotThrowAnyException();
        assertThat(ends.before(LOG, 0)).isEqualTo(1);
    }

    @Test
    void whatIsKnownToBeMadeAnewTakesNothingMore() {
        assertThat(ends.madeAnew(LOG, 0, 3)).hasMessageContaining("partition 0 of the new one at offset 3");
        assertThatThrownBy(() -> ends.before(LOG, 1)).hasMessageContaining("Nothing of this request was stored");
    }

    @Test
    void anOffsetThatWasGivenBeforeIsOfAnotherLog() {
        ends.written(LOG, 0, ends.before(LOG, 0), 7);
        ends.written(LOG, 1, ends.before(LOG, 1), 0);
        long before = ends.before(LOG, 0);

        assertThatThrownBy(() -> ends.written(LOG, 0, before, 7))
                .hasMessageContaining("partition 0 of the new one at offset 7");
        assertThatThrownBy(() -> ends.before(LOG, 1)).hasMessageContaining("Nothing of this request was stored");
    }
}
