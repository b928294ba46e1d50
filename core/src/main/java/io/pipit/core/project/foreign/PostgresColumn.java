package io.pipit.core.project.foreign;

import io.pipit.core.block.Column;

/**
 * A column of a table of PostgreSQL.
 *
 * @param name as the database has it
 * @param type as Pipit takes it
 * @param nullable whether the database may have NULL there
 */
public record PostgresColumn(String name, PostgresType type, boolean nullable) {
    /** The column for queries. */
    public Column column() {
        return new Column(name, type.dataType(nullable));
    }
}
