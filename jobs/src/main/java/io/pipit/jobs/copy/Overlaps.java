package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.block.EngineClause;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.range.RangedQuery;
import io.pipit.jobs.copy.TakenRows.Taken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a run of an appending copy takes rows that an earlier run with other parameters has added: run keys cannot tell, since they
 * are those of the parameters.
 */
final class Overlaps {
    /** More runs of one copy are not compared. */
    private static final int COMPARED = 1_000;

    private final RunHistory history;
    private final TakenRows taken;

    Overlaps(RunHistory history, TakenRows taken) {
        this.history = history;
        this.taken = taken;
    }

    /** An earlier run, and the rows that both take. */
    private record Found(CopyRun earlier, RangedQuery.Overlap overlap) {}

    /**
     * A run that may be begun, with what there is to say before.
     *
     * @throws PipitException {@code COPY_OVERLAPS} when it would surely add rows twice, and nobody insists on that
     */
    CopyRun checked(CopyRun run, CopyRequest request, Plan plan) {
        Optional<Found> found = find(run, plan);
        // A schedule does what its file says; runs without a key are those that are wanted to add each time.
        boolean counted = !run.runKey().isEmpty() && request.firing().isEmpty();
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
        if (run.mode() != CopyPlan.Mode.APPEND || !adds) {
            return Optional.empty();
        }
        List<Taken> gone = taken.from(run.target());
        List<CopyRun> earlier = earlier(run, gone);
        if (earlier.isEmpty()) {
            return Optional.empty();
        }
        PipeQueries queries = new PipeQueries(plan);
        Optional<RangedQuery> mine = ranges(queries, run);
        Optional<Found> perhaps = Optional.empty();
        for (CopyRun other : earlier) {
            Optional<Found> found = mine.flatMap(range -> ranges(queries, other).flatMap(range::overlap))
                    .map(overlap -> new Found(other, certain(overlap, other, gone)));
            if (found.isPresent() && found.get().overlap().sure()) {
                return found;
            }
            perhaps = perhaps.or(() -> found);
        }
        return perhaps;
    }

    /** Where some rows were deleted since, those that both take may be among them. */
    private static RangedQuery.Overlap certain(RangedQuery.Overlap overlap, CopyRun other, List<Taken> gone) {
        boolean some = gone.stream().anyMatch(taken -> after(taken, other));
        return some ? new RangedQuery.Overlap(false, overlap.text()) : overlap;
    }

    private static boolean after(Taken taken, CopyRun run) {
        return run.ended() && taken.atMillis() >= run.endedAtMillis();
    }

    /** Runs with other parameters whose rows are in the target, or will be when this one begins. */
    private List<CopyRun> earlier(CopyRun run, List<Taken> gone) {
        List<CopyRun> adding = history.adding(run.pipe(), run.target(), COMPARED).stream()
                .filter(other -> !other.id().equals(run.id()) && other.createdAtMillis() <= run.createdAtMillis())
                .toList();
        if (adding.stream().anyMatch(other -> addsNothing(run, other))) {
            return List.of();
        }
        long replacedMillis =
                history.replaced(run.target()).map(CopyRun::endedAtMillis).orElse(0L);
        Set<String> keys = new HashSet<>(Set.of(run.runKey()));
        return adding.stream()
                // A rerun has replaced the rows of those before it.
                .filter(other -> other.runKey().isEmpty() || keys.add(other.runKey()))
                .filter(other -> !other.ended() || other.endedAtMillis() > replacedMillis)
                .filter(other -> !template(other).equals(template(run)))
                .filter(other -> gone.stream().noneMatch(taken -> taken.all() && after(taken, other)))
                .toList();
    }

    /** A key that is there is not added, or takes the place of the same rows. */
    private static boolean addsNothing(CopyRun run, CopyRun other) {
        return !run.runKey().isEmpty()
                && run.runKey().equals(other.runKey())
                && (run.repetition() == Repetition.NO_OP || template(other).equals(template(run)));
    }

    private static Map<String, List<String>> template(CopyRun run) {
        return RunKeys.ofTheTemplate(run.parameters());
    }

    private static Optional<RangedQuery> ranges(PipeQueries queries, CopyRun run) {
        try {
            return Optional.of(queries.ranges(run.pipe(), run.parameters()));
        } catch (PipitException e) {
            return Optional.empty(); // the template has changed since
        }
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

    private static String named(CopyRun run) {
        String parameters = new TreeMap<>(template(run))
                .entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + String.join(",", parameter.getValue()))
                        .collect(Collectors.joining(", "));
        return "the run " + run.id() + " of "
                + Instant.ofEpochMilli(run.createdAtMillis()).truncatedTo(ChronoUnit.SECONDS)
                + (parameters.isEmpty() ? " without parameters" : " with " + parameters);
    }
}
