package io.pipit.jobs.copy;

import java.util.List;

/** Knows when rows were taken out of tables by others than copies. */
public interface TakenRows {
    /** Nobody takes any. */
    TakenRows NONE = table -> List.of();

    /**
     * Rows went.
     *
     * @param atMillis since 1970
     * @param all whether all of them did
     */
    record Taken(long atMillis, boolean all) {}

    /** All that was taken out of a table, as far as it is remembered. */
    List<Taken> from(String table);
}
