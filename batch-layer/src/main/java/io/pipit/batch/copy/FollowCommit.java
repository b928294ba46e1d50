package io.pipit.batch.copy;

import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import java.util.Map;
import java.util.Objects;

/** Decides whether rows of views may go in that follow runs of copies: once, and only on the coverage for which they were made. */
final class FollowCommit implements CoveragePlan {
    private final Coverage atEdge;
    private final Map<String, CopyCoverage> followed;

    /**
     * Of a table of views.
     *
     * @param atEdge its coverage when the rows were made
     * @param followed what the copy's target holds of each copy, by feed
     */
    FollowCommit(Coverage atEdge, Map<String, CopyCoverage> followed) {
        this.atEdge = atEdge;
        this.followed = Map.copyOf(followed);
    }

    /** Whether a table of views has all runs. */
    static boolean done(Coverage coverage, Map<String, CopyCoverage> followed) {
        return followed.entrySet().stream()
                .allMatch(copy ->
                        run(coverage, copy.getKey()).equals(copy.getValue().runId()));
    }

    private static String run(Coverage coverage, String feed) {
        CopyCoverage held = coverage.copies().get(feed);
        return held == null ? "" : held.runId();
    }

    @Override
    public Decision decide(Coverage current) {
        if (done(current, followed)) {
            return new Decision(Verdict.ALREADY_DONE, null);
        }
        if (followed.keySet().stream().anyMatch(feed -> !Objects.equals(run(current, feed), run(atEdge, feed)))) {
            return new Decision(Verdict.CONFLICT, null);
        }
        Coverage changed = current;
        for (Map.Entry<String, CopyCoverage> copy : followed.entrySet()) {
            changed = changed.withCopy(copy.getKey(), copy.getValue());
        }
        return new Decision(Verdict.COMMIT, changed);
    }
}
