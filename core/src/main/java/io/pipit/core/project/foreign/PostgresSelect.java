package io.pipit.core.project.foreign;

import io.pipit.core.sql.ForeignCondition;
import io.pipit.core.sql.ForeignCondition.Operator;
import io.pipit.core.sql.ForeignRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The statement that brings what a query needs of a table: the columns that it names, and the rows that its conditions do not exclude. A
 * condition goes along only where the database means the same by it, or keeps more rows; all are checked again over what came.
 *
 * @param columns that come, in order
 * @param conditions as the database reads them
 * @param sql the whole statement
 */
public record PostgresSelect(List<PostgresColumn> columns, List<String> conditions, String sql) {
    /** Copies both lists. */
    public PostgresSelect {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
    }

    /** What a place of a query needs of a table that has these columns, with what becomes of values that are computed. */
    static PostgresSelect of(
            PostgresTable table, List<PostgresColumn> all, ForeignRead read, PostgresLiterals literals) {
        List<PostgresColumn> needed = all.stream()
                .filter(column -> read.columns().contains(column.name()))
                .toList();
        // A table of rows without any column has as many rows all the same.
        List<PostgresColumn> columns = needed.isEmpty() ? all.stream().limit(1).toList() : needed;
        List<String> conditions = new ArrayList<>();
        for (ForeignCondition condition : read.conditions()) {
            all.stream()
                    .filter(column -> column.name().equals(condition.column()))
                    .findFirst()
                    .flatMap(column -> text(column, condition, literals))
                    .ifPresent(conditions::add);
        }
        String from = (table.schema().isEmpty() ? "" : quoted(table.schema()) + ".") + quoted(table.table());
        String sql = "SELECT "
                + columns.stream()
                        .map(column -> column.type().sent(quoted(column.name())))
                        .collect(Collectors.joining(", "))
                + " FROM " + from
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
        return new PostgresSelect(columns, conditions, sql);
    }

    private static Optional<String> text(PostgresColumn column, ForeignCondition condition, PostgresLiterals literals) {
        if (column.type().array()) {
            return Optional.empty();
        }
        String name = quoted(column.name());
        Operator operator = condition.operator();
        if (operator == Operator.IS_NULL || operator == Operator.IS_NOT_NULL) {
            return Optional.of(name + (operator == Operator.IS_NULL ? " IS NULL" : " IS NOT NULL"));
        }
        if (!same(column.type().kind(), operator)) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (Object value : condition.values()) {
            Optional<String> literal = literals.of(column.type().kind(), value);
            if (literal.isEmpty()) {
                return Optional.empty();
            }
            values.add(literal.get());
        }
        return Optional.of(name + " " + sign(operator) + " "
                + (operator == Operator.IN ? "(" + String.join(", ", values) + ")" : values.get(0)));
    }

    /** The order of texts is a matter of the database's collation, and so may be which of them differ. */
    private static boolean same(PostgresType.Kind kind, Operator operator) {
        boolean equality = operator == Operator.EQUAL || operator == Operator.IN;
        return switch (kind) {
            case TEXT, UUID, BOOL -> equality;
            case INTEGER, DECIMAL, DATE, TIMESTAMP, TIMESTAMPTZ -> true;
            default -> false;
        };
    }

    private static String sign(Operator operator) {
        return switch (operator) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
            case IN -> "IN";
            default -> throw new IllegalArgumentException(operator + " has no value");
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
