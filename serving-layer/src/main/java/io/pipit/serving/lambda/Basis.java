package io.pipit.serving.lambda;

import io.pipit.core.block.Feed;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.lambda.LambdaPlan;
import java.util.Optional;

/**
 * What a target is kept fresh from: its last run, or nothing where that is one of another version, or of a source that was made anew since.
 * Then all rows are new, and take the place of the run's.
 *
 * @param edge what the run counted
 * @param source the source at the edge
 * @param atMicros the time that it took for the current one
 * @param committedAtMillis when it came in; -1 when there was none
 * @param obstacle why nothing can go on from the run, or the empty text
 * @param anew whether the target is what all rows of the source give, without the run
 */
record Basis(
        PositionVector edge, TableState source, long atMicros, long committedAtMillis, String obstacle, boolean anew) {
    static Basis of(LambdaPlan plan, TableState target, LambdaContext.Earlier earlier, long nowMicros) {
        CopyCoverage run = target.coverage().copies().get(Feed.copy(plan.pipe()));
        TableState nothing = earlier.at(plan.source(), -1).orElseThrow();
        if (run == null) {
            return new Basis(
                    PositionVector.START,
                    nothing,
                    nowMicros,
                    -1,
                    target.rows() == 0 ? "" : "its rows are not those of a run of '" + plan.pipe() + "'",
                    false);
        }
        String obstacle = "";
        Optional<TableState> source = Optional.empty();
        if (run.basis().isEmpty()
                || !run.basis().get().source().equals(plan.source())
                || !plan.goesOn(run.basis().get().fingerprint())) {
            obstacle = "its last run was one of another version of '" + plan.pipe() + "'";
        } else {
            source = earlier.at(plan.source(), run.basis().get().snapshot());
            obstacle = source.isEmpty()
                    ? "the snapshot of '" + plan.source() + "' that its last run has read is gone"
                    : "";
        }
        boolean anew = !obstacle.isEmpty();
        long at = anew ? nowMicros : run.basis().get().atMicros();
        return new Basis(run.edge(), source.orElse(nothing), at, run.committedAtMillis(), obstacle, anew);
    }

    /** The same run's time, without its results: all rows are new. */
    Basis ofAllRows(TableState nothing) {
        return new Basis(edge, nothing, atMicros, committedAtMillis, "", true);
    }

    /** The position after which rows are new. */
    PositionVector from() {
        return anew ? PositionVector.START : edge;
    }
}
