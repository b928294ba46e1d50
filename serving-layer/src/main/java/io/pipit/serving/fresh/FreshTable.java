package io.pipit.serving.fresh;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fresh rows of one table, in generations. Thread-safe. */
public final class FreshTable {
    private static final Logger LOG = LoggerFactory.getLogger(FreshTable.class);
    private static final String INCOMING = "pipit_incoming";

    private final TableSpec spec;
    private final String prefix;
    private final Consumer<String> dropper;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<Generation> generations = List.of();
    private int made;

    /**
     * An empty one.
     *
     * @param prefix of the engine's table names, unique in the engine
     * @param dropper is told the names of tables that nobody needs any more
     */
    public FreshTable(TableSpec spec, String prefix, Consumer<String> dropper) {
        this.spec = spec;
        this.prefix = prefix;
        this.dropper = dropper;
    }

    /** The generations by now, oldest first. */
    public List<Generation> generations() {
        return generations;
    }

    /** Adds rows; when it fails nothing is added. They are committed and visible when it returns. */
    public void insert(EngineSession session, List<Arrival> arrivals) {
        lock.lock();
        try {
            boolean first = generations.isEmpty()
                    || generations.get(generations.size() - 1).sealed();
            Generation target =
                    first ? new Generation(prefix + "_" + ++made, dropper) : generations.get(generations.size() - 1);
            store(session, target, arrivals, first);
            if (first) {
                List<Generation> more = new ArrayList<>(generations);
                more.add(target);
                generations = List.copyOf(more);
            }
        } finally {
            lock.unlock();
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

    private void store(EngineSession session, Generation target, List<Arrival> arrivals, boolean create) {
        List<SourceRows> whole = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            if (arrival.skipBelow() == 0) {
                whole.add(arrival.data());
            }
        }
        try {
            long rows = 0;
            if (create) {
                session.createFromRows(target.table(), false, spec, whole);
                rows = session.queryLong("SELECT count(*) FROM " + target.table());
            } else if (!whole.isEmpty()) {
                rows = session.insertRows(target.table(), spec, whole);
            }
            for (Arrival arrival : arrivals) {
                if (arrival.skipBelow() > 0) {
                    rows += storePart(session, target, arrival);
                }
            }
            target.grow(blocks(arrivals), rows, bytes(arrivals));
        } catch (PipitException e) {
            undo(session, target, arrivals, create);
            throw e;
        }
    }

    private long storePart(EngineSession session, Generation target, Arrival arrival) {
        return session.withRows(
                INCOMING,
                spec,
                List.of(arrival.data()),
                s -> s.insert(target.table(), "SELECT * FROM " + INCOMING + " WHERE _off >= " + arrival.skipBelow()));
    }

    /** Removes what a failed insert may have left, so that a repeat does not count it twice. */
    private static void undo(EngineSession session, Generation target, List<Arrival> arrivals, boolean create) {
        try {
            if (create) {
                session.execute("DROP TABLE IF EXISTS " + target.table());
                return;
            }
            for (Arrival a : arrivals) {
                long from = Math.max(a.skipBelow(), a.blocks().first());
                session.execute("DELETE FROM " + target.table() + " WHERE _feed = '"
                        + a.source().feed().replace("'", "''") + "' AND _part = "
                        + a.source().partition() + " AND _off >= " + from);
            }
        } catch (PipitException e) {
            LOG.warn("Could not undo a failed insert into {}: {}", target.table(), e.getMessage());
        }
    }

    private static Map<FeedPartition, BlockRange> blocks(List<Arrival> arrivals) {
        Map<FeedPartition, BlockRange> blocks = new HashMap<>();
        for (Arrival a : arrivals) {
            BlockRange held = new BlockRange(
                    Math.max(a.skipBelow(), a.blocks().first()), a.blocks().end());
            blocks.merge(a.source(), held, BlockRange::union);
        }
        return blocks;
    }

    private static long bytes(List<Arrival> arrivals) {
        return arrivals.stream().mapToLong(a -> a.data().ipc().length).sum();
    }
}
