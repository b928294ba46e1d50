package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.block.Feed;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The earlier runs that a target remembers, for who has no history, or none of these: those whose parameters are their keys. Whoever else
 * has changed the target may have taken rows of theirs away.
 */
final class TargetRuns implements EarlierRuns {
    private final Lake lake;

    TargetRuns(Lake lake) {
        this.lake = lake;
    }

    @Override
    public List<Earlier> before(CopyRun run) {
        return besides(run, Map.of(), "an earlier run").orElse(List.of());
    }

    /**
     * Those that somebody else has run; empty where the run adds nothing, since its key is there.
     *
     * @param known the number of each run that is known, by its key
     * @param name for people
     */
    Optional<List<Earlier>> besides(CopyRun run, Map<String, Set<Long>> known, String name) {
        Optional<Coverage> coverage =
                lake.find(run.target()).map(LakeTable::refresh).map(state -> state.coverage());
        String feed = Feed.copy(run.pipe());
        CopyCoverage held = coverage.map(all -> all.copies().get(feed)).orElse(null);
        if (held == null) {
            return Optional.of(List.of());
        } else if (addsNothing(run, held)) {
            return Optional.empty();
        }
        boolean whole = coverage.get().copies().keySet().equals(Set.of(feed));
        return Optional.of(held.numbersByKey().entrySet().stream()
                .filter(key -> !key.getKey().equals(run.runKey()) && mayHaveRows(held, key.getValue()))
                .filter(key -> !known.getOrDefault(key.getKey(), Set.of()).contains(key.getValue()))
                .flatMap(key -> RunKeys.parameters(key.getKey()).stream())
                .map(parameters -> new Earlier(run.pipe(), name, parameters, whole))
                .toList());
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
