package io.pipit.core.sql;

import java.util.List;

/**
 * A query with the answer of the engine that defined the dialect.
 *
 * @param tolerance how far numbers may be off relative to the answer; only approximate functions have one
 * @param refused whether the engine refuses it
 */
record ConformanceCase(String file, String query, List<String> rows, double tolerance, boolean refused) {
    /** As reports name it. */
    @Override
    public String toString() {
        return file + ": " + query;
    }
}
