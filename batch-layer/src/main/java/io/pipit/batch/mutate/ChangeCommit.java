package io.pipit.batch.mutate;

import io.pipit.core.block.Feed;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides on the coverage found at commit whether a change of rows may go in: once by its id, and only as the next change after the one
 * that the edge had. No feed's coverage is moved.
 */
public final class ChangeCommit implements CoveragePlan {
    private final String feed;
    private final String id;
    private final PositionVector edge;
    private final long number;
    private final long nowMillis;
    private Coverage former;

    /**
     * The change of this id.
     *
     * @param atEdge the coverage on which the change was computed
     */
    public ChangeCommit(String table, String id, PositionVector edge, Coverage atEdge, long nowMillis) {
        this.feed = Feed.change(table);
        this.id = id;
        this.edge = edge;
        this.number = number(atEdge.copies().get(feed));
        this.nowMillis = nowMillis;
    }

    /** Whether a table has this change already. */
    public static boolean done(String table, String id, Coverage coverage) {
        CopyCoverage held = coverage.copies().get(Feed.change(table));
        return held != null && held.runId().equals(id);
    }

    /**
     * The rows of runs of copies that came after a coverage go: their keys are forgotten, so that they may run again. What the feeds of the
     * speed layer have counted stays counted.
     */
    ChangeCommit rollingBackTo(Coverage older) {
        former = older;
        return this;
    }

    @Override
    public Decision decide(Coverage current) {
        CopyCoverage held = current.copies().get(feed);
        if (held != null && held.runId().equals(id)) {
            return new Decision(Verdict.ALREADY_DONE, null);
        }
        if (number(held) != number) {
            return new Decision(Verdict.CONFLICT, null);
        }
        CopyCoverage changed = CopyCoverage.following(held, id, "", edge, nowMillis);
        return new Decision(Verdict.COMMIT, withoutLaterRuns(current).withCopy(feed, changed));
    }

    private Coverage withoutLaterRuns(Coverage current) {
        Coverage kept = current;
        for (Map.Entry<String, CopyCoverage> copy : former == null
                ? Set.<Map.Entry<String, CopyCoverage>>of()
                : current.copies().entrySet()) {
            CopyCoverage older = former.copies().get(copy.getKey());
            CopyCoverage now = copy.getValue();
            SortedMap<String, Long> keys = new TreeMap<>(now.numbersByKey());
            keys.values().removeIf(run -> run > number(older));
            kept = kept.withCopy(
                    copy.getKey(),
                    new CopyCoverage(now.runId(), now.runKey(), now.number(), keys, now.edge(), now.committedAtMillis())
                            .with(older == null ? now.oldest() : older.oldest()));
        }
        return kept;
    }

    private static long number(CopyCoverage held) {
        return held == null ? 0 : held.number();
    }
}
