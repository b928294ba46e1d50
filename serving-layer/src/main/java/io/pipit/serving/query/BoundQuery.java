package io.pipit.serving.query;

import io.pipit.serving.fresh.Generation;
import java.util.List;

/**
 * A query that the engine can run.
 *
 * @param sql for the engine
 * @param generations the fresh rows that it names, to be leased while it runs
 * @param lakeRows rows of the lake in the tables read
 * @param freshRows fresh rows in the tables read
 * @param bytes stored bytes of both
 */
record BoundQuery(String sql, List<Generation> generations, long lakeRows, long freshRows, long bytes) {
    BoundQuery {
        generations = List.copyOf(generations);
    }

    /** Leases every generation, or none. */
    boolean tryLease() {
        for (int i = 0; i < generations.size(); i++) {
            if (!generations.get(i).tryLease()) {
                generations.subList(0, i).forEach(Generation::release);
                return false;
            }
        }
        return true;
    }

    void release() {
        generations.forEach(Generation::release);
    }
}
