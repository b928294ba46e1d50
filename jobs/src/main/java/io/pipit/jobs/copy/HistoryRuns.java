package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
import io.pipit.jobs.copy.TakenRows.Taken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The earlier runs of a server: those of its history whose rows nobody has taken away. */
final class HistoryRuns implements EarlierRuns {
    /** More runs of one copy are not compared. */
    static final int COMPARED = 1_000;

    private final RunHistory history;
    private final TakenRows taken;

    HistoryRuns(RunHistory history, TakenRows taken) {
        this.history = history;
        this.taken = taken;
    }

    @Override
    public List<Earlier> before(CopyRun run) {
        List<CopyRun> adding = history.adding(run.pipe(), run.target(), COMPARED).stream()
                .filter(other -> !other.id().equals(run.id()) && other.createdAtMillis() <= run.createdAtMillis())
                .toList();
        if (adding.stream().anyMatch(other -> addsNothing(run, other))) {
            return List.of();
        }
        List<Taken> gone = taken.from(run.target());
        long replacedMillis =
                history.replaced(run.target()).map(CopyRun::endedAtMillis).orElse(0L);
        Set<String> keys = new HashSet<>(Set.of(run.runKey()));
        return adding.stream()
                // A rerun has replaced the rows of those before it.
                .filter(other -> other.runKey().isEmpty() || keys.add(other.runKey()))
                .filter(other -> !other.ended() || other.endedAtMillis() > replacedMillis)
                .filter(other -> !template(other).equals(template(run)))
                .filter(other -> gone.stream().noneMatch(rows -> rows.all() && after(rows, other)))
                .map(other ->
                        new Earlier(named(other), template(other), gone.stream().noneMatch(rows -> after(rows, other))))
                .toList();
    }

    private static boolean after(Taken taken, CopyRun run) {
        return run.ended() && taken.atMillis() >= run.endedAtMillis();
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

    private static String named(CopyRun run) {
        return "the run " + run.id() + " of "
                + Instant.ofEpochMilli(run.createdAtMillis()).truncatedTo(ChronoUnit.SECONDS);
    }
}
