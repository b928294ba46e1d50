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
     * The rows of those before it come back, and so do their keys. What the feeds of the speed layer have counted stays counted.
     */
    ChangeCommit rollingBackTo(Coverage former) {
        copies = (name, held) -> restored(held, former.copies().get(name), lastAtEdge(name));
        return this;
    }

    /** The rows of all runs before the edge go, so that their keys count no more. */
    ChangeCommit emptying() {
        copies = (name, held) -> emptied(held, lastAtEdge(name));
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

    private static CopyCoverage emptied(CopyCoverage now, long last) {
        SortedMap<String, Long> keys = new TreeMap<>(now.numbersByKey());
        // Of runs of an older version nothing tells that they have committed but their keys, which would count for
        // ever.
        keys.values().removeIf(run -> run <= last && !now.runs().containsKey(run));
        return now.holding(keys, now.oldest()).without(last);
    }

    private static CopyCoverage restored(CopyCoverage now, CopyCoverage older, long last) {
        SortedMap<String, Long> keys = older == null ? new TreeMap<>() : new TreeMap<>(older.numbersByKey());
        now.numbersByKey().forEach((key, run) -> {
            if (run > last) {
                keys.put(key, run);
            }
        });
        return older == null ? now.holding(keys, now.oldest()).without(last) : now.holding(keys, older.oldest());
    }

    /** The newest run of which the edge has rows. */
    private long lastAtEdge(String name) {
        return number(atEdge.copies().get(name));
    }

    private static long number(CopyCoverage held) {
        return held == null ? 0 : held.number();
    }
}
