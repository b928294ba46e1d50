package io.pipit.speed.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.LogPartition;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoverageStepTest {
    private static final String FEED = "log:events";
    private static final LogPartition P0 = new LogPartition("t", 0);
    private static final LogPartition P1 = new LogPartition("t", 1);

    @Test
    void commitsWhereTheCoverageStandsAtTheStartOfEveryRange() {
        Decision decision = new CoverageStep(List.of(range(P0, 0, 5), range(P1, 3, 4))).decide(at(0, 3));
        assertThat(decision.verdict()).isEqualTo(Verdict.COMMIT);
        FeedCoverage after = decision.coverage().feeds().get(FEED);
        assertThat(after.partitions()).containsExactlyInAnyOrderEntriesOf(Map.of(P0, 5L, P1, 4L));
        assertThat(after.freshNext()).isEqualTo(Map.of(0, 105L, 1, 104L));
        assertThat(after.recentKeys()).isEqualTo(Map.of(0, List.of(5L), 1, List.of(4L)));
    }

    @Test
    void leavesOtherPartitionsFeedsAndSetAsideBlocksAsTheyAre() {
        FeedCoverage held = new FeedCoverage(
                new TreeMap<>(Map.of(P0, 2L, P1, 9L)),
                Map.of(0, 20L, 1, 90L),
                Map.of(),
                List.of(new FeedCoverage.SetAsideBlock(P0, 1, "old")));
        Coverage current = Coverage.EMPTY.withFeed(FEED, held).withFeed("view:a.b", held);
        FeedRange range = new FeedRange(FEED, P0, 2, 6, 60, List.of(), List.of(new FeedRange.SetAsideBlock(4, "new")));
        Coverage after = new CoverageStep(List.of(range)).decide(current).coverage();
        assertThat(after.feeds().get("view:a.b")).isEqualTo(held);
        assertThat(after.feeds().get(FEED).partitions()).isEqualTo(Map.of(P0, 6L, P1, 9L));
        assertThat(after.feeds().get(FEED).freshNext()).isEqualTo(Map.of(0, 60L, 1, 90L));
        assertThat(after.feeds().get(FEED).setAside())
                .containsExactly(
                        new FeedCoverage.SetAsideBlock(P0, 1, "old"), new FeedCoverage.SetAsideBlock(P0, 4, "new"));
    }

    @Test
    void isDoneWhereTheCoverageStandsAtTheEndOrBeyond() {
        CoverageStep step = new CoverageStep(List.of(range(P0, 0, 5), range(P1, 3, 4)));
        assertThat(step.decide(at(5, 4)).verdict()).isEqualTo(Verdict.ALREADY_DONE);
        assertThat(step.decide(at(9, 4)).verdict()).isEqualTo(Verdict.ALREADY_DONE);
    }

    @Test
    void anythingElseIsAConflict() {
        CoverageStep step = new CoverageStep(List.of(range(P0, 0, 5), range(P1, 3, 4)));
        assertThat(step.decide(at(2, 3)).verdict()).as("within a range").isEqualTo(Verdict.CONFLICT);
        assertThat(step.decide(at(0, 4)).verdict()).as("half done").isEqualTo(Verdict.CONFLICT);
        assertThat(step.decide(at(0, 2)).verdict()).as("behind").isEqualTo(Verdict.CONFLICT);
    }

    private static Coverage at(long first, long second) {
        return Coverage.EMPTY.withFeed(FEED, new FeedCoverage(new TreeMap<>(Map.of(P0, first, P1, second))));
    }

    private static FeedRange range(LogPartition partition, long from, long to) {
        return new FeedRange(FEED, partition, from, to, 100 + to, List.of(to), List.of());
    }
}
