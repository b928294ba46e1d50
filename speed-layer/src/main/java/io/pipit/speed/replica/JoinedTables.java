package io.pipit.speed.replica;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** How a view reads a table beside its source. */
@FunctionalInterface
public interface JoinedTables {
    /** For views that read their sources alone. */
    JoinedTables NONE = table -> {
        throw new PipitException(
                ErrorCode.INTERNAL, "Nothing replicates the table '" + table + "' for the views that join it.");
    };

    /** The engine's text that reads the table: its columns, merged. */
    String relation(String table);
}
