package io.pipit.jobs.reconcile;

import io.pipit.jobs.reconcile.ReconcileRequest.Repair;
import java.util.List;

/** Compares the views of a data source with it. */
@FunctionalInterface
public interface ViewChecks {
    /**
     * What was found.
     *
     * @param views targets that were compared
     * @param rows of them that differ
     * @param lines what there is to say of each
     */
    record Found(long views, long rows, List<String> lines) {
        /** Copies the list. */
        public Found {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Compares, and puts right unless nothing is to be changed; returns when that is done.
     *
     * @param condition of the dialect: which rows of the data source
     */
    Found check(String dataSource, String condition, Repair repair);
}
