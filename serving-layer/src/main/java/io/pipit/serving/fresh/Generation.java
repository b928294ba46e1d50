package io.pipit.serving.fresh;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One table in memory with the fresh rows that came between two snapshots. Queries lease it; it is dropped when it is retired
 * and no lease is left.
 */
public final class Generation {
    /** What a generation holds at one moment: the blocks by source, and the number of rows. */
    public record Contents(Map<FeedPartition, BlockRange> blocks, long rows, long bytes) {
        /** Copies the map. */
        public Contents {
            blocks = Map.copyOf(blocks);
        }

        Contents plus(Map<FeedPartition, BlockRange> added, long totalRows, long addedBytes) {
            Map<FeedPartition, BlockRange> all = new HashMap<>(blocks);
            added.forEach((source, range) -> all.merge(source, range, BlockRange::union));
            return new Contents(all, totalRows, bytes + addedBytes);
        }
    }

    private final String table;
    private final Consumer<String> dropper;
    private volatile Contents contents = new Contents(Map.of(), 0, 0);
    private volatile boolean sealed;
    private int leases;
    private boolean retired;
    private boolean gone;

    /** A generation in the engine's table of this name; the dropper is told the name when nobody needs it any more. */
    Generation(String table, Consumer<String> dropper) {
        this.table = table;
        this.dropper = dropper;
    }

    /** The engine's name of the table. */
    public String table() {
        return table;
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

    void grow(Map<FeedPartition, BlockRange> added, long totalRows, long addedBytes) {
        contents = contents.plus(added, totalRows, addedBytes);
    }

    /** Keeps the table until {@link #release()}; false when it has been dropped. */
    public synchronized boolean tryLease() {
        if (gone) {
            return false;
        }
        leases++;
        return true;
    }

    /** Gives a lease back. */
    public synchronized void release() {
        leases--;
        dropWhenUnused();
    }

    /** Says that no new read state has this generation. */
    public synchronized void retire() {
        retired = true;
        dropWhenUnused();
    }

    private void dropWhenUnused() {
        if (retired && leases == 0 && !gone) {
            gone = true;
            dropper.accept(table);
        }
    }
}
