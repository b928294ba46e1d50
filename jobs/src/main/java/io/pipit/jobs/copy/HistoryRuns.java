package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.block.Feed;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.copy.TakenRows.Taken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The earlier runs of a server: those of its history whose rows nobody has taken away, the run that has replaced the target's rows, and those
 * that were submitted without the server, which the target knows.
 */
final class HistoryRuns implements EarlierRuns {
    /** More runs of one copy are not compared. */
    static final int COMPARED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(HistoryRuns.class);

    private final RunHistory history;
    private final TakenRows taken;
    private final TargetRuns targets;

    HistoryRuns(RunHistory history, TakenRows taken, TargetRuns targets) {
        this.history = history;
        this.taken = taken;
        this.targets = targets;
    }

    @Override
    public List<Earlier> before(CopyRun run) {
        List<CopyRun> adding = before(run, history.adding(run.pipe(), run.target(), COMPARED));
        List<CopyRun> replacing = before(run, history.goingToReplace(run.target()));
        List<Taken> gone = taken.from(run.target());
        List<CopyRun> there = there(run.target(), Stream.concat(replacing.stream(), adding.stream()), gone);
        Optional<List<Earlier>> submitted = submitted(run, adding);
        if (submitted.isEmpty() || there.stream().anyMatch(other -> addsNothing(run, other))) {
            return List.of();
        }
        Set<String> keys = new HashSet<>(Set.of(run.runKey()));
        Stream<Earlier> own = there.stream()
                // A rerun has replaced the rows of those before it, also where it found none itself.
                .filter(other ->
                        other.runKey().isEmpty() || !other.pipe().equals(run.pipe()) || keys.add(other.runKey()))
                .filter(other -> !other.foundNothing())
                .map(other -> earlier(run, other, gone, replacing));
        return Stream.concat(own, submitted.get().stream()).toList();
    }

    private static List<CopyRun> before(CopyRun run, List<CopyRun> runs) {
        return runs.stream()
                .filter(other -> !other.id().equals(run.id()) && other.createdAtMillis() <= run.createdAtMillis())
                .toList();
    }

    /** Whoever replaces the rows may still fail, so those that are there count until then, but not as surely. */
    private static Earlier earlier(CopyRun run, CopyRun other, List<Taken> gone, List<CopyRun> replacing) {
        boolean whole = gone.stream().noneMatch(rows -> after(rows, other))
                && replacing.stream()
                        .noneMatch(next ->
                                !next.id().equals(other.id()) && next.createdAtMillis() >= other.createdAtMillis());
        return new Earlier(other.pipe(), named(other, run.pipe()), template(other), whole);
    }

    /** Those whose rows were not replaced or taken away, all of them, since; newest first, and the one last that has replaced all others. */
    private List<CopyRun> there(String target, Stream<CopyRun> runs, List<Taken> gone) {
        Optional<CopyRun> replaced = history.replaced(target);
        long replacedMillis = replaced.map(CopyRun::endedAtMillis).orElse(0L);
        return Stream.concat(
                        runs.filter(other -> !other.ended() || other.endedAtMillis() > replacedMillis),
                        replaced.stream())
                .filter(other -> gone.stream().noneMatch(rows -> rows.all() && after(rows, other)))
                .toList();
    }

    private Optional<List<Earlier>> submitted(CopyRun run, List<CopyRun> known) {
        Set<Long> numbers = known.stream().map(CopyRun::number).collect(Collectors.toSet());
        Optional<CopyRun> replaced = history.replaced(run.target());
        String own = Feed.copy(run.pipe());
        TargetRuns.Known here = (feed, number) -> feed.equals(own) && numbers.contains(number)
                || replaced.filter(other -> Feed.copy(other.pipe()).equals(feed) && other.number() == number)
                        .isPresent();
        try {
            return targets.besides(run, here, "a run that the history of this server does not have");
        } catch (PipitException e) {
            // A run is accepted also while the lake is away: it is done later, and compared again then.
            LOG.warn("The runs in '{}' that were submitted cannot be read: {}", run.target(), e.getMessage());
            return Optional.of(List.of());
        }
    }

    private static boolean after(Taken taken, CopyRun run) {
        return run.ended() && taken.atMillis() >= run.endedAtMillis();
    }

    /** A key that is there is not added, or takes the place of the same rows. */
    private static boolean addsNothing(CopyRun run, CopyRun other) {
        return !run.runKey().isEmpty()
                && run.pipe().equals(other.pipe())
                && run.runKey().equals(other.runKey())
                && (run.repetition() == Repetition.NO_OP || template(other).equals(template(run)));
    }

    private static Map<String, List<String>> template(CopyRun run) {
        return RunKeys.ofTheTemplate(run.parameters());
    }

    private static String named(CopyRun run, String pipe) {
        String whose = run.pipe().equals(pipe) ? "" : " of the copy '" + run.pipe() + "'";
        return "the run " + run.id() + whose + " of "
                + Instant.ofEpochMilli(run.createdAtMillis()).truncatedTo(ChronoUnit.SECONDS);
    }
}
