package io.pipit.core.sql;

import java.util.List;

/**
 * One place at which a query reads a foreign table.
 *
 * @param table the {@link Relation.ForeignTable}'s name
 * @param columns that the query names; what others hold does not matter to it
 * @param conditions that hold for all rows that matter to it
 */
public record ForeignRead(String table, List<String> columns, List<ForeignCondition> conditions) {
    /** Copies both lists. */
    public ForeignRead {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
    }
}
