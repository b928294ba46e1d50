package io.pipit.core.block.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.engine.EngineLedger.Reservation;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import org.junit.jupiter.api.Test;

class EngineLedgerTest {
    private static final long MB = 1 << 20;

    @Test
    void enginesOfOneProcessSplitWhatIsSetAside() {
        long before = Long.parseLong(System.getProperty(EngineLedger.PROPERTY, "0"));
        long bound = before + 100 * MB;
        Reservation first = EngineLedger.reserve(60 * MB, bound);
        assertThatThrownBy(() -> EngineLedger.reserve(60 * MB, bound))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NATIVE_MEMORY))
                .hasMessageContaining("needs 60 MB")
                .hasMessageContaining("taskmanager.memory.task.off-heap.size");
        first.close();
        first.close();
        assertThatCode(() -> EngineLedger.reserve(100 * MB, bound).close()).doesNotThrowAnyException();
        assertThatThrownBy(() -> EngineLedger.reserve(101 * MB, bound)).isInstanceOf(PipitException.class);
    }
}
