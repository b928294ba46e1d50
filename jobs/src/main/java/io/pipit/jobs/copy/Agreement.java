package io.pipit.jobs.copy;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.copy.TableFeeds.TableFeed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Whether snapshots of tables account for the same blocks: every feed of one log stands at the same offsets, and far enough. */
final class Agreement {
    private final TableFeeds feeds;
    private final Function<String, LogTopic> logs;
    private final PositionVector atLeast;
    private String difference = "none was looked at";
    private Optional<PositionVector> below = Optional.empty();

    Agreement(TableFeeds feeds, Function<String, LogTopic> logs, PositionVector atLeast) {
        this.feeds = feeds;
        this.logs = logs;
        this.atLeast = atLeast;
    }

    /** The edge of these snapshots, if they have one that reaches what was acknowledged. */
    Optional<Edge> edge(Map<String, TableState> states) {
        below = Optional.empty();
        SortedMap<LogPartition, Long> position = new TreeMap<>();
        for (TableFeed feed : feeds.feeds()) {
            FeedCoverage held = states.get(feed.table()).coverage().feeds().get(feed.feed());
            for (LogPartition partition : logs.apply(feed.landing()).logPartitions()) {
                long next = held == null ? 0 : held.next(partition);
                Long other = position.putIfAbsent(partition, next);
                if (other != null && other != next) {
                    difference = feed.feed() + " into " + feed.table() + " stands at " + next + " of partition "
                            + partition.partition() + ", another feed of that log at " + other;
                    return Optional.empty();
                }
            }
        }
        PositionVector reached = new PositionVector(position);
        if (!reached.reaches(atLeast)) {
            below = Optional.of(reached);
            difference = "they stand at " + reached.toText() + ", below " + atLeast.toText();
            return Optional.empty();
        }
        Map<String, Long> snapshots = new HashMap<>();
        states.forEach((table, state) -> snapshots.put(table, state.snapshotId()));
        return Optional.of(new Edge(snapshots, reached));
    }

    /** Where all of them stood the last time, when that was only not far enough. */
    Optional<PositionVector> below() {
        return below;
    }

    /** What stood in the way the last time. */
    String difference() {
        return difference;
    }
}
