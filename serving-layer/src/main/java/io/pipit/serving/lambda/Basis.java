package io.pipit.serving.lambda;

import io.pipit.core.block.Feed;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.lambda.LambdaPlan;
import java.util.Optional;

/**
 * What a target is kept fresh from: its last run.
 *
 * @param edge what it counted
 * @param source the source at the edge
 * @param atMicros the time that it took for the current one
 * @param committedAtMillis when it came in; -1 when there was none
 * @param obstacle why nothing can go on from it, or the empty text
 */
record Basis(PositionVector edge, TableState source, long atMicros, long committedAtMillis, String obstacle) {
    static Basis of(LambdaPlan plan, TableState target, LambdaContext.Earlier earlier, long nowMicros) {
        CopyCoverage run = target.coverage().copies().get(Feed.copy(plan.pipe()));
        TableState nothing = earlier.at(plan.source(), -1).orElseThrow();
        if (run == null) {
            return new Basis(
                    PositionVector.START,
                    nothing,
                    nowMicros,
                    -1,
                    target.rows() == 0 ? "" : "its rows are not those of a run of '" + plan.pipe() + "'");
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
        long at = run.basis().map(CopyCoverage.Basis::atMicros).orElse(nowMicros);
        return new Basis(run.edge(), source.orElse(nothing), at, run.committedAtMillis(), obstacle);
    }
}
