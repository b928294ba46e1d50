package io.pipit.core.sql;

import io.pipit.core.block.TableSpec;

/** The merge rule of each engine clause as the engine's text (contract C4). */
public final class MergeSql {
    /**
     * Rows of one table, merged.
     *
     * @param rows a parenthesised SELECT of hidden columns and columns, of lake and fresh rows together
     * @param keepHidden whether the result carries the hidden columns (as compaction and copies want)
     * @return a parenthesised SELECT of the table's columns
     */
    public String merged(TableSpec table, String rows, boolean keepHidden) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The same rows without merging: all of them. */
    public String unmerged(TableSpec table, String rows, boolean keepHidden) {
        throw new UnsupportedOperationException("skeleton");
    }
}
