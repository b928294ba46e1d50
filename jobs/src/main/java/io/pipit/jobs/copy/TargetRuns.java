package io.pipit.jobs.copy;

import io.pipit.core.block.Feed;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The earlier runs that a target remembers, for who has no history: those whose parameters are their keys. Whoever else has changed the
 * target may have taken rows of theirs away.
 */
final class TargetRuns implements EarlierRuns {
    private final Lake lake;

    TargetRuns(Lake lake) {
        this.lake = lake;
    }

    @Override
    public List<Earlier> before(CopyRun run) {
        Optional<Coverage> coverage =
                lake.find(run.target()).map(LakeTable::refresh).map(state -> state.coverage());
        String feed = Feed.copy(run.pipe());
        CopyCoverage held = coverage.map(all -> all.copies().get(feed)).orElse(null);
        if (held == null || held.numberOf(run.runKey()).isPresent()) {
            return List.of();
        }
        boolean whole = coverage.get().copies().keySet().equals(Set.of(feed));
        return held.numbersByKey().entrySet().stream()
                .filter(key -> key.getValue() >= held.oldest())
                .flatMap(key -> RunKeys.parameters(key.getKey()).stream())
                .map(parameters -> new Earlier("an earlier run", parameters, whole))
                .toList();
    }
}
