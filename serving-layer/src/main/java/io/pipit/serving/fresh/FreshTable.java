package io.pipit.serving.fresh;

import io.pipit.core.block.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** The fresh rows of one table, in generations. Thread-safe. */
public final class FreshTable {
    private static final long MANY_BYTES = 256 << 10;
    private static final long ASKED_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final TableSpec spec;
    private final String prefix;
    private final SessionPool sessions;
    private final Consumer<String> dropper;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<Generation> generations = List.of();
    private final LongSupplier nanoClock;
    private volatile boolean asked;
    private volatile long askedAtNanos;
    private int made;

    /**
     * An empty one.
     *
     * @param prefix of the engine's table names, unique in the engine
     * @param sessions of that engine
     * @param dropper is told the names of tables that nobody needs any more
     * @param nanoClock as {@link System#nanoTime}
     */
    public FreshTable(
            TableSpec spec, String prefix, SessionPool sessions, Consumer<String> dropper, LongSupplier nanoClock) {
        this.spec = spec;
        this.prefix = prefix;
        this.sessions = sessions;
        this.dropper = dropper;
        this.nanoClock = nanoClock;
    }

    /** The generations by now, oldest first. */
    public List<Generation> generations() {
        return generations;
    }

    /** Adds rows: queries that begin after this can read them. */
    public void append(List<Arrival> arrivals) {
        lock.lock();
        try {
            if (generations.isEmpty() || generations.get(generations.size() - 1).sealed()) {
                List<Generation> more = new ArrayList<>(generations);
                more.add(new Generation(
                        new StoredRows(spec, prefix + "_" + ++made, sessions), this::noteQuery, dropper));
                generations = List.copyOf(more);
            }
            generations.get(generations.size() - 1).add(arrivals);
        } finally {
            lock.unlock();
        }
    }

    private void noteQuery() {
        askedAtNanos = nanoClock.getAsLong();
        asked = true;
    }

    /**
     * Puts rows into the engine's tables where so many wait that a query would take long over them. A table that nobody has
     * asked for in five minutes is left as it is: many projects ask for their views only, and the first query after that time
     * takes a second for a million rows that are not committed.
     */
    public void settleMany() {
        if (!asked || nanoClock.getAsLong() - askedAtNanos > ASKED_NANOS) {
            return;
        }
        for (Generation generation : generations) {
            if (generation.waitingBytes() >= MANY_BYTES) {
                generation.settle();
            }
        }
    }

    /**
     * Ends the current generation and takes out those whose rows the lake has.
     *
     * @param covered next offset by source that a snapshot accounts for
     * @return what was taken out; the caller retires it once no new read state has it
     */
    public List<Generation> sealAndRemove(ToLongFunction<FeedPartition> covered) {
        lock.lock();
        try {
            List<Generation> kept = new ArrayList<>();
            List<Generation> removed = new ArrayList<>();
            for (Generation generation : generations) {
                generation.seal();
                boolean needed = generation.contents().blocks().entrySet().stream()
                        .anyMatch(e -> e.getValue().end() > covered.applyAsLong(e.getKey()));
                (needed ? kept : removed).add(generation);
            }
            generations = List.copyOf(kept);
            return removed;
        } finally {
            lock.unlock();
        }
    }
}
