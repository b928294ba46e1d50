package io.pipit.core.sql;

import io.pipit.core.sql.ForeignCondition.Computed;
import java.util.List;
import java.util.function.UnaryOperator;

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

    /** The same with other texts for what is computed. */
    ForeignRead withComputed(UnaryOperator<String> sql) {
        return new ForeignRead(
                table,
                columns,
                conditions.stream().map(c -> withComputed(c, sql)).toList());
    }

    private static ForeignCondition withComputed(ForeignCondition condition, UnaryOperator<String> sql) {
        List<Object> values = condition.values().stream()
                .map(value ->
                        value instanceof Computed c ? new Computed(sql.apply(c.sql()), c.type(), c.text()) : value)
                .toList();
        return new ForeignCondition(condition.column(), condition.operator(), values);
    }
}
