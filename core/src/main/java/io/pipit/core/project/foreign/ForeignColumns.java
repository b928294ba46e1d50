package io.pipit.core.project.foreign;

import java.util.List;

/** Knows the columns of tables of other databases. */
@FunctionalInterface
public interface ForeignColumns {
    /** Nothing is known, as where nobody may be asked: while a project is built. */
    ForeignColumns UNKNOWN = table -> {
        throw new ForeignColumnsException();
    };

    /**
     * The columns of a table, in order.
     *
     * @throws io.pipit.core.error.PipitException {@code SOURCE_UNAVAILABLE}, {@code SOURCE_INVALID} where there is no such table
     */
    List<PostgresColumn> of(PostgresTable table);
}
