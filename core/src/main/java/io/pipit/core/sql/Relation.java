package io.pipit.core.sql;

import io.pipit.core.block.Column;
import java.util.List;

/** What a name after FROM stands for. */
public sealed interface Relation {
    /** A table that a layer binds when the text runs: a data source, or the block of it. */
    record StoredTable(String name, List<Column> columns) implements Relation {
        /** Copies the columns. */
        public StoredTable {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A query that is inlined: an earlier node of the pipe, or another pipe.
     *
     * @param scope what the names inside it stand for: another pipe's nodes are not those of the query that reads it
     */
    record Derived(String name, Query query, Relations scope) implements Relation {}
}
