package io.pipit.serving.query;

import io.pipit.serving.fresh.LeasedTable;
import io.pipit.serving.lambda.LambdaReading;
import java.util.List;

/**
 * A query that the engine can run.
 *
 * @param sql for the engine
 * @param tables the engine's tables that it names, to be leased while it runs
 * @param lakeRows rows of the lake in the tables read
 * @param freshRows fresh rows in the tables read
 * @param bytes stored bytes of both
 * @param stale tables that are as fresh as the last run of a copy
 * @param outdated whether the state that it was made from has passed already
 */
record BoundQuery(
        String sql,
        List<LeasedTable> tables,
        long lakeRows,
        long freshRows,
        long bytes,
        List<LambdaReading.Stale> stale,
        boolean outdated) {
    BoundQuery {
        tables = List.copyOf(tables);
        stale = List.copyOf(stale);
    }

    BoundQuery(String sql, List<LeasedTable> tables, long lakeRows, long freshRows, long bytes) {
        this(sql, tables, lakeRows, freshRows, bytes, List.of(), false);
    }

    /** Leases every table, or none. */
    boolean tryLease() {
        return !outdated && LeasedTable.tryLease(tables);
    }

    void release() {
        tables.forEach(LeasedTable::release);
    }
}
