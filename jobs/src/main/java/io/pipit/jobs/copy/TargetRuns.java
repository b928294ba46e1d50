package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
import io.pipit.batch.copy.TemplateParameters;
import io.pipit.core.block.Feed;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The earlier runs that a target remembers, for who has no history, or none of these: those whose parameters are their keys, and the one of
 * whichever copy that has replaced all rows. Whoever else has changed the target may have taken rows of theirs away.
 */
final class TargetRuns implements EarlierRuns {
    private final Lake lake;

    TargetRuns(Lake lake) {
        this.lake = lake;
    }

    @Override
    public List<Earlier> before(CopyRun run) {
        return besides(run, (feed, number) -> false, "an earlier run").orElse(List.of());
    }

    /** Tells which runs somebody knows already. */
    interface Known {
        /** Whether the run with this number of a copy is one. */
        boolean has(String feed, long number);
    }

    /**
     * Those that somebody else has run; empty where the run adds nothing, since its key is there.
     *
     * @param known runs that are left out
     * @param name for people
     */
    Optional<List<Earlier>> besides(CopyRun run, Known known, String name) {
        Optional<Coverage> coverage =
                lake.find(run.target()).map(LakeTable::refresh).map(state -> state.coverage());
        if (coverage.isEmpty()) {
            return Optional.of(List.of());
        }
        String feed = Feed.copy(run.pipe());
        CopyCoverage held = coverage.get().copies().get(feed);
        if (held != null && addsNothing(run, held)) {
            return Optional.empty();
        }
        Stream<Earlier> own = held == null ? Stream.empty() : adding(run, held, coverage.get(), known, name);
        return Optional.of(
                Stream.concat(own, replacing(run, coverage.get(), known, name)).toList());
    }

    private static Stream<Earlier> adding(CopyRun run, CopyCoverage held, Coverage coverage, Known known, String name) {
        String feed = Feed.copy(run.pipe());
        boolean whole = coverage.copies().keySet().equals(Set.of(feed));
        return held.numbersByKey().entrySet().stream()
                .filter(key -> !key.getKey().equals(run.runKey()) && mayHaveRows(held, key.getValue()))
                .filter(key -> !known.has(feed, key.getValue()))
                .flatMap(key -> RunKeys.parameters(key.getKey()).stream())
                .map(parameters -> new Earlier(run.pipe(), name, parameters, whole));
    }

    private static Stream<Earlier> replacing(CopyRun run, Coverage coverage, Known known, String name) {
        boolean whole = !coverage.copies().containsKey(Feed.change(run.target()));
        return coverage.copies().entrySet().stream()
                .filter(copy -> Feed.copied(copy.getKey()) && !Feed.follows(copy.getKey()))
                .flatMap(copy -> copy.getValue().replaced().entrySet().stream()
                        .filter(key -> mayHaveRows(copy.getValue(), key.getValue())
                                && !known.has(copy.getKey(), key.getValue()))
                        .map(key -> replaced(run, copy.getKey(), key.getKey(), name, whole)));
    }

    private static Earlier replaced(CopyRun run, String feed, String parameters, String name, boolean whole) {
        String pipe = feed.substring(Feed.copy("").length());
        return new Earlier(
                pipe,
                name + (pipe.equals(run.pipe()) ? "" : " of the copy '" + pipe + "'"),
                TemplateParameters.parse(parameters).values(),
                whole);
    }

    private static boolean mayHaveRows(CopyCoverage held, long number) {
        CopyCoverage.Ran ran = held.runs().get(number);
        return held.mayHaveRows(number) && (ran == null || ran.rows() > 0);
    }

    /** Its key is there already, and not since it has committed itself; one that takes the place of the same rows adds nothing, either. */
    private static boolean addsNothing(CopyRun run, CopyCoverage held) {
        boolean sameRows = run.repetition() == Repetition.NO_OP
                || RunKeys.parameters(run.runKey()).isPresent();
        return held.numberOf(run.runKey()).isPresent()
                && sameRows
                && held.numberOfRun(run.id()).isEmpty();
    }
}
