package io.pipit.serving.fresh;

import io.pipit.core.block.engine.SourceRows;

/**
 * Rows on their way into a fresh table.
 *
 * @param source whose rows they are
 * @param blocks the blocks they come from
 * @param rows how many, or -1 when that is not known beforehand
 * @param skipBelow rows of blocks below this offset are held already and are left out; 0 for none
 * @param data the rows
 */
public record Arrival(FeedPartition source, BlockRange blocks, long rows, long skipBelow, SourceRows data) {
    /** The blocks whose rows are taken. */
    BlockRange held() {
        return new BlockRange(Math.max(skipBelow, blocks.first()), blocks.end());
    }

    /** How many rows, as far as that is known. */
    long knownRows() {
        return Math.max(0, rows);
    }

    /** Size, not packed. */
    long bytes() {
        return data.ipc().length();
    }
}
