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

    /** All of them, which are the first that wait, or none: what fails halfway would count twice when it is tried again. */
    private long insert(EngineSession session, List<Arrival> arrivals) {
        long rows = session.atomically(() -> {
            long inserted = insertWhole(session, arrivals);
            for (Arrival arrival : arrivals) {
                if (arrival.skipBelow() > 0) {
                    inserted += session.insertRowsFrom(table, spec, List.of(arrival.data()), arrival.skipBelow());
                }
            }
            return inserted;
        });
        made = true;
        done(arrivals);
        return rows - arrivals.stream().mapToLong(Arrival::knownRows).sum();
    }

    private long insertWhole(EngineSession session, List<Arrival> arrivals) {
        List<SourceRows> whole = arrivals.stream()
                .filter(a -> a.skipBelow() == 0)
                .map(Arrival::data)
                .toList();
        if (!made) {
            session.createFromRows(table, false, spec, whole);
            return session.queryLong("SELECT count(*) FROM " + table);
        }
        return whole.isEmpty() ? 0 : session.insertRows(table, spec, whole);
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
