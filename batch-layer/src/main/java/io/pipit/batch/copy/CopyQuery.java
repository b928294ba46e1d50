package io.pipit.batch.copy;

import io.pipit.core.block.Column;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.function.EngineFunctions;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.ColumnDefaults;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Makes rows of the target from the result of the pipe's query: the identity of the run, and the columns by name in the target's types. */
final class CopyQuery {
    private final CopySpec spec;
    private final TableSpec target;
    private final long number;
    private final ColumnDefaults defaults;

    CopyQuery(CopySpec spec, TableSpec target, long number) {
        this.spec = spec;
        this.target = target;
        this.number = number;
        this.defaults = new ColumnDefaults(target);
    }

    /**
     * The engine's text.
     *
     * @param rows what a table is read as: its name, and whether its merge may be skipped
     */
    String sql(TranslatedQuery query, BiFunction<String, Boolean, String> rows) {
        return sql(query, rows, 0, UnaryOperator.identity());
    }

    /**
     * The rows of a part of the work; each has a number that no row of another part has.
     *
     * @param part from 0
     */
    String part(TranslatedQuery query, BiFunction<String, Boolean, String> rows, int part, int parts) {
        String place = "(" + place() + " * " + parts + " + " + part + ")::INTEGER";
        return sql(query, rows, identity(0, place), UnaryOperator.identity());
    }

    /**
     * The same of a part of the result.
     *
     * @param partNumber of the part, which tells its rows from those of others
     * @param part makes the text of the part from that of the result
     */
    String sql(
            TranslatedQuery query,
            BiFunction<String, Boolean, String> rows,
            int partNumber,
            UnaryOperator<String> part) {
        return sql(query, rows, identity(partNumber, "(" + place() + ")::INTEGER"), part);
    }

    private String sql(
            TranslatedQuery query,
            BiFunction<String, Boolean, String> rows,
            String identity,
            UnaryOperator<String> part) {
        Set<String> given = names(query);
        String columns = target.columns().stream()
                .map(column -> value(column, given) + " AS " + EngineSession.quoted(column.name()))
                .collect(Collectors.joining(", "));
        String result = part.apply(
                query.bind(table -> rows.apply(table, query.mergeFree().contains(table))));
        return "SELECT " + identity + ", " + columns + " FROM (" + result + ") AS result";
    }

    /**
     * The engine counts rows in their order one after the other, on one thread, and so does all that feeds the count. Each text counts for
     * itself.
     */
    private String place() {
        return target.anyOrder()
                ? EngineFunctions.NUMBER + "(" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE) + ")"
                : "(row_number() OVER () - 1)";
    }

    private Set<String> names(TranslatedQuery query) {
        List<String> known = target.columns().stream().map(Column::name).toList();
        Set<String> names = query.columns().stream().map(OutputColumn::name).collect(Collectors.toSet());
        for (String name : names) {
            if (!known.contains(name)) {
                throw new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The copy '" + spec.pipe() + "' gives a column '" + name + "' that its target '" + target.name()
                                + "' does not have." + NearestName.hint(name, known)
                                + " Name the result columns after the target's.");
            }
        }
        return names;
    }

    private String identity(int partNumber, String place) {
        return "'" + spec.feed().replace("'", "''") + "' AS " + Identity.FEED
                + ", " + partNumber + "::INTEGER AS " + Identity.PART
                + ", " + number + "::BIGINT AS " + Identity.OFF
                + ", " + place + " AS " + Identity.ROW
                + ", make_timestamp(" + spec.runAtMicros() + "::BIGINT) AS " + Identity.AT;
    }

    private String value(Column column, Set<String> given) {
        if (!given.contains(column.name())) {
            return defaults.sql(column);
        }
        String cast = "CAST(result." + EngineSession.quoted(column.name()) + " AS " + column.storage() + ")";
        // Inserting NULL into a column that cannot hold it stores the column's default, as in the engine of the
        // dialect.
        return column.type().nullable() ? cast : "coalesce(" + cast + ", " + defaults.sql(column) + ")";
    }
}
