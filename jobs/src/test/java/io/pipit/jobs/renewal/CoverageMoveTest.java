package io.pipit.jobs.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.copy.FedTables.Fed;
import io.pipit.jobs.renewal.CoverageMove.Moved;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What tables say that they account for, before and after a log is renewed. */
class CoverageMoveTest {
    private static final LogTopic NEXT = new LogTopic("x.log.clicks", "new", 2);
    private static final Fed LANDING = new Fed("clicks", "log:clicks", "clicks");
    private static final Fed VIEW = new Fed("by_day", "view:days.n", "clicks");
    private static final Fed EMPTY = new Fed("clicks_quarantine", "log:clicks", "clicks");

    private final LostLog lost = new LostLog(
            "clicks",
            "is not there",
            Optional.empty(),
            Set.of("old"),
            new TreeMap<>(Map.of(0, 10L, 1, 4L)),
            Map.of(0, List.of(1L, 2L)),
            0,
            List.of());
    private final CoverageMove move =
            new CoverageMove(List.of(new Moved(lost, NEXT, Map.of(0, 10L, 1, 4L))), List.of(LANDING, VIEW, EMPTY));

    @Test
    void whoHoldsEverythingStaysWhereItIs() {
        FeedCoverage held = new FeedCoverage(
                positions("old", 10, 4), Map.of(0, 77L), Map.of(0, List.of(1L, 2L)), List.of(aside("old")));
        assertThat(moved("clicks", "log:clicks", held))
                .isEqualTo(new FeedCoverage(
                        positions("new", 10, 4), Map.of(), Map.of(0, List.of(1L, 2L)), List.of(aside("new"))));
    }

    @Test
    void whoIsBehindGoesOnAtTheBeginningWithTheKeysOfThatPlace() {
        FeedCoverage held = new FeedCoverage(positions("old", 8, 4), Map.of(0, 70L), Map.of(0, List.of(1L)), List.of());
        assertThat(moved("by_day", "view:days.n", held))
                .isEqualTo(new FeedCoverage(positions("new", 10, 4), Map.of(), Map.of(0, List.of(1L, 2L)), List.of()));
    }

    @Test
    void whoHoldsNothingDoesNotLookForWhatIsLost() {
        Coverage after = move.apply("clicks_quarantine", Coverage.EMPTY);
        assertThat(after.feeds().get("log:clicks").partitions()).isEqualTo(positions("new", 10, 4));
    }

    @Test
    void aTableOfAFormerVersionIsToldByTheTopicThatItSpeaksOf() {
        Coverage before = Coverage.EMPTY.withFeed("view:days.old", new FeedCoverage(positions("old", 9, 4)));
        assertThat(move.apply("by_day--former", before)
                        .feeds()
                        .get("view:days.old")
                        .partitions())
                .isEqualTo(positions("new", 10, 4));
    }

    @Test
    void edgesOfCopiesStayAtTheirOffsets() {
        CopyCoverage copy = CopyCoverage.following(null, "r", "key", new PositionVector(positions("old", 5, 3)), 7);
        Coverage after = move.apply("copied", Coverage.EMPTY.withCopy("copy:c", copy));
        assertThat(after.copies().get("copy:c").edge().next()).isEqualTo(positions("new", 5, 3));
        assertThat(after.copies().get("copy:c").numbersByKey()).isEqualTo(copy.numbersByKey());
    }

    @Test
    void anotherLogIsLeftAloneAndWhatWasDoneIsNotDoneAgain() {
        FeedCoverage other = new FeedCoverage(positions("other", 3, 3));
        Coverage before = Coverage.EMPTY
                .withFeed("log:clicks", new FeedCoverage(positions("old", 8, 4)))
                .withFeed("view:o.n", other);
        Coverage after = move.apply("clicks", before);
        assertThat(after.feeds().get("view:o.n")).isEqualTo(other);
        assertThat(move.apply("clicks", after)).isEqualTo(after);
    }

    private FeedCoverage moved(String table, String feed, FeedCoverage held) {
        return move.apply(table, Coverage.EMPTY.withFeed(feed, held)).feeds().get(feed);
    }

    private static SetAsideBlock aside(String topicId) {
        return new SetAsideBlock(new LogPartition(topicId, 1), 2, "bad");
    }

    private static TreeMap<LogPartition, Long> positions(String topicId, long first, long second) {
        return new TreeMap<>(Map.of(new LogPartition(topicId, 0), first, new LogPartition(topicId, 1), second));
    }
}
