package io.pipit.serving.fresh;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows in a table of the engine, and those that wait to go there in the order in which they came. Thread-safe. */
final class StoredRows {
    private static final Logger LOG = LoggerFactory.getLogger(StoredRows.class);
    private static final String INCOMING = "pipit_incoming";

    private final TableSpec spec;
    private final String table;
    private final SessionPool sessions;
    private final ReentrantLock storing = new ReentrantLock();
    private final List<Arrival> waiting = new ArrayList<>();
    private long waitingBytes;
    private boolean made;

    /** In a table of this name, which is made with the first rows. */
    StoredRows(TableSpec spec, String table, SessionPool sessions) {
        this.spec = spec;
        this.table = table;
        this.sessions = sessions;
    }

    String table() {
        return table;
    }

    /** Size of what is not in the table yet; what is on its way there counts. */
    long waitingBytes() {
        synchronized (waiting) {
            return waitingBytes;
        }
    }

    void add(List<Arrival> arrivals) {
        synchronized (waiting) {
            waiting.addAll(arrivals);
            grow(arrivals, 1);
        }
    }

    /**
     * Puts what waits into the table; what fails waits on.
     *
     * @return by how much the number of rows differs from what the arrivals said
     */
    long settle() {
        storing.lock();
        try {
            List<Arrival> all;
            synchronized (waiting) {
                all = List.copyOf(waiting);
            }
            if (all.isEmpty()) {
                return 0;
            }
            long[] difference = new long[1];
            sessions.use(session -> difference[0] = store(session, all));
            return difference[0];
        } finally {
            storing.unlock();
        }
    }

    /** A block that fails by itself is left out, as the speed layer leaves it out of the lake. */
    private long store(EngineSession session, List<Arrival> arrivals) {
        try {
            return insert(session, arrivals);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.QUERY_FAILED) {
                throw e;
            }
        }
        long difference = 0;
        for (Arrival arrival : arrivals) {
            difference += insertOrLeaveOut(session, arrival);
        }
        return difference;
    }

    private long insertOrLeaveOut(EngineSession session, Arrival arrival) {
        try {
            return insert(session, List.of(arrival));
        } catch (PipitException e) {
            if (e.code() != ErrorCode.QUERY_FAILED) {
                throw e;
            }
            LOG.error(
                    "Block {} of partition {} is left out of '{}': {}",
                    arrival.blocks().first(),
                    arrival.source().partition(),
                    spec.name(),
                    e.getMessage());
            done(List.of(arrival));
            return -arrival.knownRows();
        }
    }

    /** All of them, which are the first that wait, or none. */
    private long insert(EngineSession session, List<Arrival> arrivals) {
        List<SourceRows> whole = arrivals.stream()
                .filter(a -> a.skipBelow() == 0)
                .map(Arrival::data)
                .toList();
        boolean create = !made;
        long rows = 0;
        try {
            if (create) {
                session.createFromRows(table, false, spec, whole);
                rows = session.queryLong("SELECT count(*) FROM " + table);
            } else if (!whole.isEmpty()) {
                rows = session.insertRows(table, spec, whole);
            }
            for (Arrival arrival : arrivals) {
                if (arrival.skipBelow() > 0) {
                    rows += insertPart(session, arrival);
                }
            }
        } catch (PipitException e) {
            undo(session, arrivals, create);
            throw e;
        }
        made = true;
        done(arrivals);
        return rows - arrivals.stream().mapToLong(Arrival::knownRows).sum();
    }

    private long insertPart(EngineSession session, Arrival arrival) {
        return session.withRows(
                INCOMING,
                spec,
                List.of(arrival.data()),
                s -> s.insert(table, "SELECT * FROM " + INCOMING + " WHERE _off >= " + arrival.skipBelow()));
    }

    /** Removes what a failed insert may have left, so that a repeat does not count it twice. */
    private void undo(EngineSession session, List<Arrival> arrivals, boolean create) {
        try {
            if (create) {
                session.execute("DROP TABLE IF EXISTS " + table);
                return;
            }
            for (Arrival a : arrivals) {
                session.execute("DELETE FROM " + table + " WHERE _feed = '"
                        + a.source().feed().replace("'", "''") + "' AND _part = "
                        + a.source().partition() + " AND _off >= " + a.held().first());
            }
        } catch (PipitException e) {
            LOG.warn("Could not undo a failed insert into {}: {}", table, e.getMessage());
        }
    }

    private void done(List<Arrival> first) {
        synchronized (waiting) {
            waiting.subList(0, first.size()).clear();
            grow(first, -1);
        }
    }

    private void grow(List<Arrival> arrivals, int sign) {
        waitingBytes += sign * arrivals.stream().mapToLong(Arrival::bytes).sum();
    }
}
