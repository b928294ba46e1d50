package io.pipit.serving.query;

import io.pipit.serving.fresh.LeasedTable;
import java.util.List;

/**
 * A query that the engine can run.
 *
 * @param sql for the engine
 * @param tables the engine's tables that it names, to be leased while it runs
 * @param lakeRows rows of the lake in the tables read
 * @param freshRows fresh rows in the tables read
 * @param bytes stored bytes of both
 */
record BoundQuery(String sql, List<LeasedTable> tables, long lakeRows, long freshRows, long bytes) {
    BoundQuery {
        tables = List.copyOf(tables);
    }

    /** Leases every table, or none. */
    boolean tryLease() {
        for (int i = 0; i < tables.size(); i++) {
            if (!tables.get(i).tryLease()) {
                tables.subList(0, i).forEach(LeasedTable::release);
                return false;
            }
        }
        return true;
    }

    void release() {
        tables.forEach(LeasedTable::release);
    }
}
