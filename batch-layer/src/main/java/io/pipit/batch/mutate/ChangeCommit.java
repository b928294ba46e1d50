package io.pipit.batch.mutate;

import io.pipit.core.block.Feed;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

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
    private final Coverage atEdge;
    private BiFunction<String, CopyCoverage, CopyCoverage> copies = (name, held) -> held;

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
        this.atEdge = atEdge;
    }

    /** Whether a table has this change already. */
    public static boolean done(String table, String id, Coverage coverage) {
        CopyCoverage held = coverage.copies().get(Feed.change(table));
        return held != null && held.runId().equals(id);
    }

    /**
     * The rows of runs of copies that came after a coverage, and before the edge, go: their keys are forgotten, so that they may run again.
     * What the feeds of the speed layer have counted stays counted.
     */
    ChangeCommit rollingBackTo(Coverage former) {
        copies = (name, held) -> {
            CopyCoverage older = former.copies().get(name);
            return without(name, held, number(older), older == null ? held.oldest() : older.oldest());
        };
        return this;
    }

    /** The rows of all runs before the edge go: their keys are forgotten, so that they may run again. */
    ChangeCommit emptying() {
        copies = (name, held) -> without(name, held, 0, Math.min(held.number(), lastAtEdge(name) + 1));
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
        return new Decision(Verdict.COMMIT, withoutRuns(current).withCopy(feed, changed));
    }

    private Coverage withoutRuns(Coverage current) {
        Coverage kept = current;
        for (Map.Entry<String, CopyCoverage> copy : current.copies().entrySet()) {
            kept = kept.withCopy(copy.getKey(), copies.apply(copy.getKey(), copy.getValue()));
        }
        return kept;
    }

    private CopyCoverage without(String name, CopyCoverage now, long after, long oldest) {
        SortedMap<String, Long> keys = new TreeMap<>(now.numbersByKey());
        long last = lastAtEdge(name);
        keys.values().removeIf(run -> run > after && run <= last);
        return new CopyCoverage(now.runId(), now.runKey(), now.number(), keys, now.edge(), now.committedAtMillis())
                .with(oldest);
    }

    /** The newest run of which the edge has rows. */
    private long lastAtEdge(String name) {
        return number(atEdge.copies().get(name));
    }

    private static long number(CopyCoverage held) {
        return held == null ? 0 : held.number();
    }
}
