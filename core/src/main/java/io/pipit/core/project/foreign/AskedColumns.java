package io.pipit.core.project.foreign;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.jdbc.JdbcErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Asks the databases themselves. */
public final class AskedColumns implements ForeignColumns {
    private static final String VISIBLE = "(n.nspname = ? OR (? = '' AND pg_catalog.pg_table_is_visible(c.oid)))"
            + " AND c.relkind IN ('r', 'v', 'm', 'f', 'p')";
    private static final String FROM =
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";
    private static final String COLUMNS = "SELECT a.attname, a.attnotnull, CASE WHEN t.typtype = 'd'"
            + " THEN pg_catalog.format_type(t.typbasetype, t.typtypmod)"
            + " ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END" + FROM
            + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
            + " WHERE c.relname = ? AND " + VISIBLE + " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
    private static final String TABLES = "SELECT c.relname" + FROM + " WHERE " + VISIBLE
            + " AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 LIMIT 10000";

    private final JdbcConnections connections;

    /** By these connections. */
    public AskedColumns(JdbcConnections connections) {
        this.connections = connections;
    }

    @Override
    public List<PostgresColumn> of(PostgresTable table) {
        try (Connection connection = connections.reading(table.address())) {
            List<PostgresColumn> columns = columns(connection, table);
            if (columns.isEmpty()) {
                List<String> others = tables(connection, table.schema());
                throw new PipitException(
                        ErrorCode.SOURCE_INVALID,
                        "The database '" + table.address() + "' has no table '" + table.written()
                                + "' that the user '" + table.address().user() + "' can find."
                                + NearestName.hint(table.table(), others)
                                + " A schema that is not in the user's search path is the last argument.");
            }
            return columns;
        } catch (SQLException e) {
            throw JdbcErrors.of(table.address(), e);
        }
    }

    private static List<PostgresColumn> columns(Connection connection, PostgresTable table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, table.table());
            statement.setString(2, table.schema());
            statement.setString(3, table.schema());
            List<PostgresColumn> columns = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(new PostgresColumn(
                            rows.getString(1), PostgresType.of(rows.getString(3)), !rows.getBoolean(2)));
                }
            }
            return columns;
        }
    }

    private static List<String> tables(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
            statement.setString(1, schema);
            statement.setString(2, schema);
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }
    }
}
