package io.pipit.jobs.copy;

import io.pipit.core.block.EngineClause;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.range.RangedQuery;
import io.pipit.jobs.copy.EarlierRuns.Earlier;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a run of an appending copy takes rows that an earlier run under another key has added: with other parameters, or with the same
 * where one of them was given a key.
 */
public final class Overlaps {
    private final EarlierRuns runs;
    private final RunRanges ranges = new RunRanges();

    Overlaps(EarlierRuns runs) {
        this.runs = runs;
    }

    /** For runs that no history has: compared with those whose keys the target remembers. */
    public static Overlaps inTargets(Lake lake) {
        return new Overlaps(new TargetRuns(lake));
    }

    /** An earlier run, and the rows that both take. */
    private record Found(Earlier earlier, RangedQuery.Overlap overlap) {}

    /**
     * A run that may be begun, with what there is to say before.
     *
     * @throws PipitException {@code COPY_OVERLAPS} when it would surely add rows twice, and nobody insists on that
     */
    public CopyRun checked(CopyRun run, CopyRequest request, Plan plan) {
        Optional<Found> found = find(run, plan);
        // A schedule does what its file says; runs without a key are those that are wanted to add each time.
        boolean counted = RunKeys.once(run.runKey()) && request.firing().isEmpty();
        if (found.isPresent() && found.get().overlap().sure() && counted && !request.insists()) {
            throw refused(run, found.get());
        }
        return found.map(overlap -> run.saying(text(overlap))).orElse(run);
    }

    /** What there is to say of a run; the empty text for nothing. */
    String note(CopyRun run, Plan plan) {
        return find(run, plan).map(Overlaps::text).orElse("");
    }

    private Optional<Found> find(CopyRun run, Plan plan) {
        boolean adds = plan.table(run.target())
                .map(table -> table.engine().kind() != EngineClause.Kind.REPLACING) // which keeps one of them
                .orElse(false);
        List<Earlier> earlier = run.mode() == CopyPlan.Mode.APPEND && adds ? runs.before(run) : List.of();
        if (earlier.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<String>> parameters = RunKeys.ofTheTemplate(run.parameters());
        if (earlier.stream()
                        .anyMatch(
                                other -> like(run, other) && other.parameters().equals(parameters))
                && !again(run, plan)) {
            earlier = earlier.stream()
                    .filter(other -> !like(run, other) || !other.parameters().equals(parameters))
                    .toList();
        }
        Optional<RangedQuery> mine = ranges.of(plan, run.pipe(), parameters);
        Optional<Found> perhaps = Optional.empty();
        for (Earlier other : earlier) {
            Optional<Found> found = mine.flatMap(range ->
                            ranges.of(plan, other.pipe(), other.parameters()).flatMap(range::overlap))
                    // Ranges of another query tell nothing: its rows may be of anywhere.
                    .filter(overlap -> like(run, other) || overlap.sure())
                    .map(overlap -> new Found(other, certain(overlap, other)));
            if (found.isPresent() && found.get().overlap().sure()) {
                return found;
            }
            perhaps = perhaps.or(() -> found);
        }
        return perhaps;
    }

    private static boolean like(CopyRun run, Earlier other) {
        return other.pipe().equals(run.pipe());
    }

    /** Whether the same parameters give the same rows again, and nobody wants them each time. */
    private static boolean again(CopyRun run, Plan plan) {
        return RunKeys.once(run.runKey()) && run.repeatable(plan);
    }

    /** Where some rows were deleted since, those that both take may be among them. */
    private static RangedQuery.Overlap certain(RangedQuery.Overlap overlap, Earlier other) {
        return other.whole() ? overlap : new RangedQuery.Overlap(false, overlap.text());
    }

    private static PipitException refused(CopyRun run, Found found) {
        return new PipitException(
                ErrorCode.COPY_OVERLAPS,
                "The copy '" + run.pipe() + "' was not run, since rows would be in '" + run.target() + "' twice: "
                        + named(found.earlier()) + " takes those with "
                        + found.overlap().text()
                        + ", too. Choose parameters that leave them out, delete them from the target first, or insist with"
                        + " --allow-overlap (?_allow_overlap=true in a request). Nothing was changed.");
    }

    private static String text(Found found) {
        return "Rows with " + found.overlap().text() + " "
                + (found.overlap().sure() ? "are" : "may be") + " in the target twice: "
                + named(found.earlier()) + " takes them, too.";
    }

    private static String named(Earlier run) {
        return run.name()
                + (run.parameters().isEmpty() ? " without parameters" : " with " + RunKeys.text(run.parameters()));
    }
}
