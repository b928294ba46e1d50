package io.pipit.speed.commit;

import io.pipit.core.block.LogPartition;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One epoch's step of a table's coverage. It is done when the coverage stands exactly where the epoch's rows begin; when it stands
 * at their end or beyond, somebody has done it; anything else would count rows twice or not at all.
 *
 * @param ranges what the epoch accounts for, one for each feed and partition
 */
record CoverageStep(List<FeedRange> ranges) implements CoveragePlan {
    @Override
    public Decision decide(Coverage current) {
        if (ranges.stream().allMatch(r -> next(current, r) == r.from())) {
            return new Decision(Verdict.COMMIT, after(current));
        }
        boolean done = ranges.stream().allMatch(r -> next(current, r) >= r.to());
        return new Decision(done ? Verdict.ALREADY_DONE : Verdict.CONFLICT, null);
    }

    /** Where the coverage stands for a range. */
    static long next(Coverage current, FeedRange range) {
        FeedCoverage held = current.feeds().get(range.feed());
        return held == null ? 0 : held.next(range.partition());
    }

    private Coverage after(Coverage current) {
        Coverage coverage = current;
        for (FeedRange range : ranges) {
            FeedCoverage held = coverage.feeds().getOrDefault(range.feed(), new FeedCoverage(new TreeMap<>()));
            coverage = coverage.withFeed(range.feed(), step(held, range));
        }
        return coverage;
    }

    private static FeedCoverage step(FeedCoverage held, FeedRange range) {
        int partition = range.partition().partition();
        SortedMap<LogPartition, Long> partitions = new TreeMap<>(held.partitions());
        partitions.put(range.partition(), range.to());
        Map<Integer, Long> freshNext = new HashMap<>(held.freshNext());
        freshNext.put(partition, range.freshNext());
        Map<Integer, List<Long>> recentKeys = new HashMap<>(held.recentKeys());
        recentKeys.put(partition, range.recentKeys());
        List<SetAsideBlock> setAside = new ArrayList<>(held.setAside());
        range.setAside().forEach(b -> setAside.add(new SetAsideBlock(range.partition(), b.offset(), b.error())));
        return new FeedCoverage(partitions, freshNext, recentKeys, setAside);
    }
}
