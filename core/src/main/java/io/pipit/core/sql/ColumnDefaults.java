package io.pipit.core.sql;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.TypeDefaults;

/** What a column holds when a result gives nothing for it: its DEFAULT, else the default of its type. */
public final class ColumnDefaults {
    private final TableSpec table;
    private final Dialect dialect = new Dialect();

    /** Of the columns of a table. */
    public ColumnDefaults(TableSpec table) {
        this.table = table;
    }

    /** The engine's text, of exactly the column's storage type. */
    public String sql(Column column) {
        if (column.defaultExpression().isEmpty()) {
            return TypeDefaults.sql(column.type());
        }
        String value = dialect.expression(column.defaultExpression(), table.name(), 1, table.columns())
                .engineSql();
        return "CAST(" + value + " AS " + column.storage() + ")";
    }
}
