package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.CopyPlan.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys of appending runs after a run that has replaced their rows. */
class KeysAfterReplacingIT extends CopyTestBase {
    private static final Instant FIRING = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void rowsThatWereReplacedAreAddedAgainUnderTheirKeys() {
        assertThat(done(snap("7")).rows()).isEqualTo(7);
        CopyRequest firing = CopyRequest.scheduled("snap", FIRING, snap("14").parameters());
        assertThat(done(firing).rows()).isEqualTo(14);
        replaced();

        assertThat(done(firing).note())
                .as("a firing is done once")
                .contains("Nothing was added: a run with the key '2026-01-01T00:00:00Z'");
        assertThat(done(snap("7")).rows()).isEqualTo(7);
        assertThat(done(snap("7")).note()).contains("Nothing was added");
        assertThat(rows()).isEqualTo(7);
    }

    /** It died between its commit and its note, and the rows were replaced before anybody took it up. */
    @Test
    void aRunThatIsTakenUpAfterItsRowsWereReplacedAddsNothingAndItsKeyIsFree() {
        CopyRun died = done(snap("7"));
        replaced();
        stack.history.save(died.trying(1));

        stack.copies.resume();

        CopyRun takenUp = ended(died.id());
        assertThat(takenUp.state()).as(takenUp.note()).isEqualTo(CopyRun.State.DONE);
        assertThat(takenUp.note())
                .isEqualTo("An earlier try of this run had committed it. Its rows were replaced or taken away since.");
        assertThat(takenUp.rows()).as("as its commit says").isEqualTo(7);
        assertThat(rows()).isZero();
        assertThat(done(snap("7")).rows()).as("under its key").isEqualTo(7);
        assertThat(rows()).isEqualTo(7);
    }

    /** The same without anything in between: its key holds. */
    @Test
    void aRunThatIsTakenUpWithItsRowsHoldsItsKey() {
        CopyRun died = done(snap("14").under(Optional.of("mine")));
        stack.history.save(died.trying(1));
        stack.copies.resume();
        CopyRun takenUp = ended(died.id());
        assertThat(takenUp.rows()).isEqualTo(14);
        assertThat(takenUp.edge()).isEqualTo(died.edge());
        assertThat(done(snap("14").under(Optional.of("mine"))).note()).contains("Nothing was added");
        assertThat(rows()).isEqualTo(14);
    }

    @BeforeEach
    void replaced() {
        done(CopyRequest.of("snap", Map.of("below", List.of("0"))).in(Optional.of(Mode.REPLACE)));
        assertThat(rows()).isZero();
    }

    private static long rows() {
        return stack.number("snapshot", "count(*)");
    }
}
