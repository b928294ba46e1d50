package io.pipit.serving;

import io.pipit.core.block.PositionVector;
import java.util.List;

/**
 * How a serving process stands.
 *
 * @param version of the plan that answers, counted from 1; a reload and a re-read make a new one
 * @param position what all tables have reached
 * @param feeds how far each feed is
 * @param tables how each table is read
 * @param memory what fresh rows take
 */
public record ServingStatus(
        int version, PositionVector position, List<FeedStatus> feeds, List<TableStatus> tables, MemoryStatus memory) {
    /** Of a process that answers no queries. */
    public static final ServingStatus NOTHING =
            new ServingStatus(0, PositionVector.START, List.of(), List.of(), new MemoryStatus(0, 0, false, false));

    /** Copies the lists. */
    public ServingStatus {
        feeds = List.copyOf(feeds);
        tables = List.copyOf(tables);
    }

    /**
     * One feed.
     *
     * @param position next offset by partition of its log
     * @param lagBlocks how many blocks it is behind the feed of the same log that is farthest
     * @param error why its tables cannot be read, or the empty text
     */
    public record FeedStatus(String feed, String log, PositionVector position, long lagBlocks, String error) {}

    /**
     * One table.
     *
     * @param snapshotId the pinned snapshot, -1 for none
     * @param lakeRows rows in it
     * @param freshRows rows held in memory; some of them may be in the snapshot too
     * @param generations how many tables in memory hold them
     */
    public record TableStatus(
            String table, long snapshotId, long lakeRows, int files, long freshRows, int generations) {}

    /** Fresh rows in bytes; the alert is on from 80 % of the limit, and at the limit reading stands still. */
    public record MemoryStatus(long freshBytes, long freshLimitBytes, boolean alert, boolean full) {}
}
