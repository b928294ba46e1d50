package io.pipit.speed.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EpochGateTest {
    private final EpochGate gate = new EpochGate(2);

    @Test
    void anEpochIsCompleteWhenAllSubtasksHaveSent() {
        assertThat(gate.add(set(1, 0))).isEmpty();
        assertThat(gate.add(set(1, 1))).singleElement().satisfies(e -> {
            assertThat(e.epoch()).isEqualTo(1);
            assertThat(e.sets()).containsExactly(set(1, 0), set(1, 1));
        });
    }

    @Test
    void epochsComeInOrderEvenWhenOneSubtaskIsAhead() {
        assertThat(gate.add(set(1, 0))).isEmpty();
        assertThat(gate.add(set(2, 0))).isEmpty();
        assertThat(gate.add(set(1, 1))).extracting(EpochGate.Complete::epoch).containsExactly(1L);
        assertThat(gate.add(set(2, 1))).extracting(EpochGate.Complete::epoch).containsExactly(2L);
    }

    @Test
    void aLaterSetShowsThatASubtaskSkippedAnEpoch() {
        gate.add(set(1, 0));
        gate.add(set(2, 0));
        List<EpochGate.Complete> complete = gate.add(set(2, 1));
        assertThat(complete).extracting(EpochGate.Complete::epoch).containsExactly(1L, 2L);
        assertThat(complete.get(0).sets()).containsExactly(set(1, 0));
        assertThat(complete.get(1).sets()).containsExactly(set(2, 0), set(2, 1));
    }

    @Test
    void aSubtaskCannotGoBack() {
        gate.add(set(2, 0));
        assertThatThrownBy(() -> gate.add(set(1, 0))).hasMessageContaining("sent epoch 1 after 2");
    }

    private static EpochFiles set(long epoch, int subtask) {
        return new EpochFiles(epoch, subtask, 2, List.of());
    }
}
