package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.jobs.copy.CopyRun.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who ends a run, while its thread comes and goes. */
class WorkingRunsTest {
    private static final CopyRun RUN = run(CopyRequest.of("daily"));

    private final WorkingRuns working = new WorkingRuns();

    @Test
    void aRunThatEndsWhileSomebodyCancelsItStaysAsItEnded() {
        working.begin(RUN, () -> RUN);
        working.leave(RUN.id());
        assertThatThrownBy(() -> working.end(
                        RUN.id(),
                        () -> {
                            throw new IllegalStateException("it is done already");
                        },
                        run -> run.cancelled(1)))
                .hasMessage("it is done already");
        assertThat(working.unwanted(RUN.id())).isFalse();
    }

    @Test
    void aRunThatIsBeingEndedIsLeftToWhoEndsIt() {
        working.begin(RUN, () -> RUN);
        assertThat(working.end(RUN.id(), () -> RUN, run -> run.cancelled(1)).state())
                .isEqualTo(State.CANCELLING);
        working.undisturbed(RUN.id());
        CopyRun ending = RUN.trying(1).cancelling();
        assertThat(working.end(RUN.id(), () -> ending, run -> run.cancelled(1))).isSameAs(ending);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aRunThatWaitsIsCancelledAndNotBegun() {
        CopyRun cancelled = working.end(RUN.id(), () -> RUN, run -> run.cancelled(1));
        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(working.begin(RUN, () -> cancelled)).isSameAs(cancelled);
    }

    /** A rerun that is asked for while one waits that would say "nothing was added" is a run of its own. */
    @Test
    void aRunStandsForOthersOfItsKeyThatDoNoMore() {
        CopyRun again = run(CopyRequest.of("daily").repeating(Repetition.REPLACE_ROWS));
        CopyRun replacing = run(CopyRequest.of("daily").in(Optional.of(Mode.REPLACE)));
        assertThat(RUN.standsFor(RUN)).isTrue();
        assertThat(RUN.standsFor(again)).isFalse();
        assertThat(again.standsFor(RUN)).isTrue();
        assertThat(RUN.standsFor(replacing)).isFalse();
        assertThat(RUN.cancelled(1).standsFor(RUN)).isFalse();
    }

    private static CopyRun run(CopyRequest request) {
        CopyPlan copy = new CopyPlan("daily", "days", Mode.APPEND, "");
        return CopyRun.asked("run", copy, request.under(Optional.of("k")), "key:k", 1);
    }
}
