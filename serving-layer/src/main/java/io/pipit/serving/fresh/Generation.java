package io.pipit.serving.fresh;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The fresh rows of one table that came between two snapshots.
 *
 * <p>They wait as packed bytes until a query reads them, or until they are many of a table that queries ask for: then all that wait go into one table of the engine
 * together. For small blocks that statement is most of what a row costs here, and rows that the lake has before anybody
 * asks never pay it.
 */
public final class Generation extends LeasedTable {
    /** What a generation holds at one moment: the blocks by source, and the number of rows, as far as they are counted. */
    public record Contents(Map<FeedPartition, BlockRange> blocks, long rows, long bytes) {
        /** Copies the map. */
        public Contents {
            blocks = Map.copyOf(blocks);
        }

        Contents plus(List<Arrival> arrivals) {
            Map<FeedPartition, BlockRange> all = new HashMap<>(blocks);
            long moreRows = 0;
            long moreBytes = 0;
            for (Arrival a : arrivals) {
                all.merge(a.source(), a.held(), BlockRange::union);
                moreRows += a.knownRows();
                moreBytes += a.bytes();
            }
            return new Contents(all, rows + moreRows, bytes + moreBytes);
        }

        private Contents corrected(long difference) {
            return difference == 0 ? this : new Contents(blocks, rows + difference, bytes);
        }
    }

    private final StoredRows stored;
    private final Runnable asked;
    private volatile Contents contents = new Contents(Map.of(), 0, 0);
    private volatile boolean sealed;

    /**
     * An empty one.
     *
     * @param asked is told of each query
     * @param dropper is told the name of the engine's table when nobody needs it any more
     */
    Generation(StoredRows stored, Runnable asked, Consumer<String> dropper) {
        super(stored.table(), dropper);
        this.stored = stored;
        this.asked = asked;
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

    /** Takes rows, which wait. By one thread at a time. */
    void add(List<Arrival> arrivals) {
        stored.add(arrivals);
        account(arrivals);
    }

    private synchronized void account(List<Arrival> arrivals) {
        contents = contents.plus(arrivals);
    }

    private synchronized void correct(long difference) {
        contents = contents.corrected(difference);
    }

    /** Size of the rows that are not in the engine's table. */
    long waitingBytes() {
        return stored.waitingBytes();
    }

    /** For a query: all rows that came before this call are in the engine's table when it returns; see {@link #settle}. */
    public void ask() {
        asked.run();
        settle();
    }

    /** Puts what waits into the engine's table. When it fails they wait on. A generation that has been dropped is left alone. */
    void settle() {
        if (stored.waitingBytes() > 0 && tryLease()) {
            try {
                correct(stored.settle());
            } finally {
                release();
            }
        }
    }
}
