package io.pipit.jobs.reconcile.source;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.JsonPath;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a definition means in its database: each part as an expression, with its type.
 *
 * @param from what stands after FROM
 * @param id the id's expression
 * @param time the time's expression
 * @param values which columns of the data source are filled, and from what
 */
record SourceColumns(String from, Typed id, Typed time, Map<String, Typed> values) {
    /**
     * An expression of the database.
     *
     * @param sql its text
     * @param type one of {@link Types}
     * @param typeName as the database names it
     */
    record Typed(String sql, int type, String typeName) {
        boolean time() {
            return type == Types.TIMESTAMP || type == Types.TIMESTAMP_WITH_TIMEZONE || type == Types.DATE;
        }

        boolean zoned() {
            return type == Types.TIMESTAMP_WITH_TIMEZONE || typeName.equals("timestamptz");
        }
    }

    /** Asks the database what it makes of a definition. */
    static SourceColumns of(Connection connection, ReconcileDefinition definition, TableSpec table)
            throws SQLException {
        return new Resolver(connection, definition, table).resolve();
    }

    private static final class Resolver {
        private final Connection connection;
        private final ReconcileDefinition definition;
        private final TableSpec table;
        private final String from;
        private final String quote;

        Resolver(Connection connection, ReconcileDefinition definition, TableSpec table) throws SQLException {
            this.connection = connection;
            this.definition = definition;
            this.table = table;
            this.from = definition.table().isEmpty() ? "(" + definition.query() + ") pipit_source" : definition.table();
            this.quote = connection.getMetaData().getIdentifierQuoteString();
        }

        SourceColumns resolve() throws SQLException {
            Map<String, String> columns = columns();
            Typed id = typed(expression(definition.expression(definition.idColumn()), definition.id(), columns));
            Typed time = typed(sql(definition.time(), "time", columns));
            if (!time.time()) {
                throw new PipitException(
                        ErrorCode.SOURCE_INVALID,
                        "The time '" + definition.time() + "' of " + where() + " is of type " + time.typeName()
                                + "; a timestamp or a date is expected. Give an expression, for instance"
                                + " \"to_timestamp(" + definition.time() + ")\".");
            }
            return new SourceColumns(from, id, time, values(columns));
        }

        /** The mapped expression of the id's column counts, since that is what events carry. */
        private String expression(String mapped, String id, Map<String, String> columns) {
            boolean said = definition.columns().containsKey(definition.idColumn());
            return sql(said ? mapped : id, "id", columns);
        }

        private Map<String, Typed> values(Map<String, String> columns) throws SQLException {
            Map<String, Typed> values = new LinkedHashMap<>();
            if (!definition.event().isEmpty()) {
                return values;
            }
            List<String> lacking = new ArrayList<>();
            boolean byName = table.columns().stream().allMatch(c -> c.jsonPath().isBlank());
            for (Column column : table.columns()) {
                Optional<String> sql = sql(column, columns);
                if (sql.isPresent() && (byName || settable(column))) {
                    values.put(column.name(), typed(sql.get()));
                } else if (sql.isEmpty()
                        && (byName || settable(column))
                        && !column.type().nullable()
                        && column.defaultExpression().isEmpty()) {
                    lacking.add(column.name());
                }
            }
            if (!lacking.isEmpty()) {
                throw new PipitException(
                        ErrorCode.SOURCE_INVALID,
                        "Columns of '" + table.name() + "' that have no default are not in " + where() + ": "
                                + String.join(", ", lacking)
                                + ". Say under 'columns' where they come from, for instance"
                                + " '" + lacking.get(0) + ": "
                                + NearestName.of(lacking.get(0), columns.values())
                                        .orElse("''''''")
                                + "'.");
            }
            return values;
        }

        private static boolean settable(Column column) {
            return !column.jsonPath().isBlank()
                    && !JsonPath.parse(column.jsonPath()).steps().isEmpty();
        }

        private Optional<String> sql(Column column, Map<String, String> columns) {
            String said = definition.columns().get(column.name());
            if (said != null) {
                return Optional.of(sql(said, column.name(), columns));
            }
            if (column.name().equals(definition.idColumn())) {
                return Optional.of(sql(definition.id(), "id", columns));
            }
            if (column.name().equals(definition.timeColumn())) {
                return Optional.of(sql(definition.time(), "time", columns));
            }
            return Optional.ofNullable(columns.get(column.name().toLowerCase(Locale.ROOT)))
                    .map(this::quoted);
        }

        /** A plain name is looked for among the columns; anything else is the database's own business. */
        private String sql(String expression, String of, Map<String, String> columns) {
            if (!expression.matches("[A-Za-z_]\\w*")) {
                return "(" + expression + ")";
            }
            String found = columns.get(expression.toLowerCase(Locale.ROOT));
            if (found == null) {
                throw new PipitException(
                        ErrorCode.SOURCE_INVALID,
                        "There is no column '" + expression + "' in " + where() + ", which '" + of + "' asks for."
                                + NearestName.hint(expression, columns.values()) + " Its columns are "
                                + String.join(", ", columns.values()) + ".");
            }
            return quoted(found);
        }

        private String quoted(String name) {
            String mark = quote == null || quote.isBlank() ? "" : quote;
            return mark + name.replace(mark, mark + mark) + mark;
        }

        private String where() {
            return definition.table().isEmpty()
                    ? "the query of reconcile/" + definition.name() + ".yaml"
                    : "the table '" + definition.table() + "'";
        }

        /** The columns by their names in small letters. */
        private Map<String, String> columns() throws SQLException {
            Map<String, String> columns = new LinkedHashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM " + from + " WHERE 1 = 0")) {
                ResultSetMetaData metadata = statement.executeQuery().getMetaData();
                for (int i = 1; i <= metadata.getColumnCount(); i++) {
                    columns.put(metadata.getColumnLabel(i).toLowerCase(Locale.ROOT), metadata.getColumnLabel(i));
                }
            }
            return columns;
        }

        private Typed typed(String sql) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT " + sql + " FROM " + from + " WHERE 1 = 0")) {
                ResultSetMetaData metadata = statement.executeQuery().getMetaData();
                return new Typed(
                        sql,
                        metadata.getColumnType(1),
                        metadata.getColumnTypeName(1).toLowerCase(Locale.ROOT));
            }
        }
    }
}
