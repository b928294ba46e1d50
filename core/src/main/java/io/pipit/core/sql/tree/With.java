package io.pipit.core.sql.tree;

import java.util.List;

/**
 * What WITH names.
 *
 * @param recursive whether a query may read itself by its name
 * @param tables queries with names
 * @param expressions expressions with names
 */
public record With(boolean recursive, List<CommonTable> tables, List<Expression.Aliased> expressions) {
    /** No WITH. */
    public static final With NONE = new With(false, List.of(), List.of());

    /** {@code name (columns) AS (SELECT ...)}; the list of columns may be empty. */
    public record CommonTable(String name, List<String> columns, SetQuery query) {
        /** Copies the list. */
        public CommonTable {
            columns = List.copyOf(columns);
        }
    }

    /** Copies the lists. */
    public With {
        tables = List.copyOf(tables);
        expressions = List.copyOf(expressions);
    }

    /** Whether nothing is named. */
    public boolean isEmpty() {
        return tables.isEmpty() && expressions.isEmpty();
    }
}
