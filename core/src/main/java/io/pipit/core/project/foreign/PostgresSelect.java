package io.pipit.core.project.foreign;

import io.pipit.core.sql.ForeignCondition;
import io.pipit.core.sql.ForeignCondition.Operator;
import io.pipit.core.sql.ForeignRead;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile(DATE + " \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    /** Copies both lists. */
    public PostgresSelect {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
    }

    /** What a place of a query needs of a table that has these columns. */
    public static PostgresSelect of(PostgresTable table, List<PostgresColumn> all, ForeignRead read) {
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
                    .flatMap(column -> text(column, condition))
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

    private static Optional<String> text(PostgresColumn column, ForeignCondition condition) {
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
            Optional<String> literal = literal(column.type().kind(), value);
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

    private static Optional<String> literal(PostgresType.Kind kind, Object value) {
        return switch (kind) {
            case INTEGER, DECIMAL -> whole(value);
            case BOOL -> value instanceof Boolean ? Optional.of(value.toString()) : Optional.empty();
            case TEXT -> text(value).filter(text -> text.indexOf('\0') < 0).map(PostgresSelect::string);
            case UUID ->
                text(value).filter(text -> UUID.matcher(text).matches()).map(text -> "uuid " + string(text));
            case DATE -> text(value).filter(PostgresSelect::date).map(text -> "date " + string(text));
            case TIMESTAMP -> text(value).filter(PostgresSelect::time).map(text -> "timestamp " + string(text));
            case TIMESTAMPTZ ->
                text(value).filter(PostgresSelect::time).map(text -> "timestamptz " + string(text + " UTC"));
            default -> Optional.empty();
        };
    }

    private static Optional<String> text(Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Numbers with a fraction are floating for the engine, and may be equal to what they are not. */
    private static Optional<String> whole(Object value) {
        if (!(value instanceof BigDecimal number) || number.scale() != 0) {
            return Optional.empty();
        }
        BigInteger whole = number.unscaledValue();
        return whole.compareTo(LEAST) < 0 || whole.compareTo(MOST) > 0
                ? Optional.empty()
                : Optional.of("(" + whole + ")");
    }

    private static boolean date(String text) {
        try {
            return DATE.matcher(text).matches() && LocalDate.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean time(String text) {
        try {
            return TIME.matcher(text).matches()
                    && LocalDateTime.parse(text.replace(' ', 'T')).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Of any text, whatever the database's settings of escapes are. */
    private static String string(String text) {
        return text.indexOf('\\') < 0
                ? "'" + text.replace("'", "''") + "'"
                : "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
