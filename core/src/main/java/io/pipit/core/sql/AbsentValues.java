package io.pipit.core.sql;

import io.pipit.core.block.AbsentValue;
import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.SimpleAggregateFunctionType;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.function.VaryingFunctions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What columns with a {@code DEFAULT} hold in rows that were made before the columns were: the same as in rows that are accepted without
 * a value. It is given where it is the same whenever a row is read and however rows are folded.
 */
public final class AbsentValues {
    private static final Pattern VARIES =
            Pattern.compile("(?i)\\b(" + VaryingFunctions.NAMES + ")\\s*\\(|\\bcurrent_\\w+");

    private static final Pattern TEXT_OR_FAILURE = Pattern.compile("'(?:[^']|'')*'|\\berror\\(");
    /** Takes the text of the failure for its last argument, and is NULL. */
    private static final String NO_TEXT = "replace(CAST(NULL AS VARCHAR), '', ";

    private final Dialect dialect;

    /** Of expressions of this dialect. */
    public AbsentValues(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A table whose columns have them. */
    public TableSpec of(TableSpec table) {
        List<Column> columns = table.columns().stream()
                .map(column -> value(table, column).map(column::with).orElse(column))
                .toList();
        return columns.equals(table.columns()) ? table : table.with(columns, table.forwards());
    }

    private Optional<AbsentValue> value(TableSpec table, Column column) {
        String text = column.defaultExpression();
        if (text.isBlank() || VARIES.matcher(text).find() || combined(table, column)) {
            return Optional.empty();
        }
        List<Column> reads = table.columns().stream()
                .filter(other -> !other.name().equals(column.name()) && names(text, other.name()))
                .map(other -> new Column(other.name(), other.type()))
                .toList();
        if (!reads.isEmpty() && column.type().nullable()) {
            return Optional.empty(); // NULL may be what a row was given
        }
        try {
            String sql =
                    dialect.expression(text, table.name(), 1, table.columns()).engineSql();
            return Optional.of(new AbsentValue(withoutFailures(sql), reads));
        } catch (PipitException e) {
            return Optional.empty(); // whoever reads the file says so
        }
    }

    /** The engine does not try what can fail on purpose; here such a failure means that there is no value. */
    private static String withoutFailures(String sql) {
        return TEXT_OR_FAILURE
                .matcher(sql)
                .replaceAll(found -> Matcher.quoteReplacement(found.group().startsWith("'") ? found.group() : NO_TEXT));
    }

    private static boolean names(String text, String column) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(column) + "(?!\\w)")
                .matcher(text)
                .find();
    }

    /** Whether values of several rows become one: how many there are depends on what has been folded. */
    private static boolean combined(TableSpec table, Column column) {
        return switch (table.engine().kind()) {
            case AGGREGATING ->
                column.type() instanceof SimpleAggregateFunctionType || column.type() instanceof AggregateFunctionType;
            case SUMMING ->
                table.sortingKey().stream().noneMatch(key -> key.column().equals(column.name()));
            default -> false;
        };
    }
}
