package io.pipit.serving.fresh;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One table in memory with the fresh rows that came between two snapshots.
 */
public final class Generation extends LeasedTable {
    /** What a generation holds at one moment: the blocks by source, and the number of rows. */
    public record Contents(Map<FeedPartition, BlockRange> blocks, long rows, long bytes) {
        /** Copies the map. */
        public Contents {
            blocks = Map.copyOf(blocks);
        }

        Contents plus(Map<FeedPartition, BlockRange> added, long addedRows, long addedBytes) {
            Map<FeedPartition, BlockRange> all = new HashMap<>(blocks);
            added.forEach((source, range) -> all.merge(source, range, BlockRange::union));
            return new Contents(all, rows + addedRows, bytes + addedBytes);
        }
    }

    private volatile Contents contents = new Contents(Map.of(), 0, 0);
    private volatile boolean sealed;

    /** A generation in the engine's table of this name; the dropper is told the name when nobody needs it any more. */
    Generation(String table, Consumer<String> dropper) {
        super(table, dropper);
    }

    /** What it holds by now: never less than what a read state made earlier may read. */
    public Contents contents() {
        return contents;
    }

    /** Whether no more rows will come. */
    public boolean sealed() {
        return sealed;
    }

    void seal() {
        sealed = true;
    }

    void grow(Map<FeedPartition, BlockRange> added, long addedRows, long addedBytes) {
        contents = contents.plus(added, addedRows, addedBytes);
    }
}
