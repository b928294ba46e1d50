package io.pipit.serving.fresh;

/**
 * A run of blocks of one partition.
 *
 * @param first offset of the first block
 * @param end offset after the last block
 */
public record BlockRange(long first, long end) {
    /** The smallest run that holds both. */
    public BlockRange union(BlockRange other) {
        return new BlockRange(Math.min(first, other.first), Math.max(end, other.end));
    }

    /** Whether every block of it lies in [from, to). */
    public boolean within(long from, long to) {
        return first >= from && end <= to;
    }
}
