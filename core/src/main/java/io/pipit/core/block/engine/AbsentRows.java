package io.pipit.core.block.engine;

import io.pipit.core.block.Column;
import io.pipit.core.block.type.TypeDefaults;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The engine's text that gives rows the columns which they were made without. A value that cannot be computed is the default of its
 * type.
 */
public final class AbsentRows {
    private final List<Column> lacking;

    /** For rows that lack these columns, or may lack them. */
    public AbsentRows(List<Column> lacking) {
        this.lacking = List.copyOf(lacking);
    }

    /** Whether rows that lack the column get a value of their other columns. */
    static boolean computed(Column column) {
        return column.absent().filter(value -> value.computed()).isPresent();
    }

    /** What a column holds in rows that all lack it, of its storage type; NULL where {@link #filled} gives the value. */
    public static String value(Column column) {
        if (column.absent().isEmpty()) {
            return TypeDefaults.sql(column.type());
        }
        return computed(column)
                ? "cast(null as " + column.storage() + ")"
                : computed(column, column.absent().get().sql());
    }

    /**
     * The same rows with the values that are computed from other columns where these columns are NULL.
     *
     * @param relation that has the columns, and those that their values read
     */
    public String filled(String relation) {
        String rows = relation;
        for (Column column : ordered()) {
            String name = EngineSession.quoted(column.name());
            String value = computed(column, column.absent().orElseThrow().sql());
            rows = "(select * replace (coalesce(" + name + ", " + value + ") as " + name + ") from " + rows + ")";
        }
        return rows;
    }

    private static String computed(Column column, String sql) {
        return "coalesce(try(cast(" + sql + " as " + column.storage() + ")), " + TypeDefaults.sql(column.type()) + ")";
    }

    /** A column after those that its value reads. */
    private List<Column> ordered() {
        Set<Column> visited = new LinkedHashSet<>();
        List<Column> order = new ArrayList<>();
        lacking.forEach(column -> visit(column, visited, order));
        return order;
    }

    private void visit(Column column, Set<Column> visited, List<Column> order) {
        if (!computed(column) || !visited.add(column)) {
            return;
        }
        for (Column read : column.absent().get().reads()) {
            lacking.stream()
                    .filter(other -> other.name().equals(read.name()))
                    .forEach(other -> visit(other, visited, order));
        }
        order.add(column);
    }
}
