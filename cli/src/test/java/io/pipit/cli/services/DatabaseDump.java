package io.pipit.cli.services;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * What {@code pg_dump} writes of a database, and {@code pg_restore} reads: all tables at one moment, their rows, then keys and indexes. The
 * servers that tests start come without these tools.
 *
 * @param tables statements that make them
 * @param rows by table
 * @param rules keys and indexes, which come after the rows
 */
public record DatabaseDump(List<String> tables, Map<String, byte[]> rows, List<String> rules) {
    private static final String COLUMNS =
            "SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)"
                    + " || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')"
                    + " || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY attnum)"
                    + " FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                    + " WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped";
    private static final String KEYS =
            "SELECT 'ALTER TABLE ' || conrelid::regclass || ' ADD ' || pg_get_constraintdef(oid) FROM pg_constraint"
                    + " WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace ORDER BY contype = 'f', conname";
    private static final String INDEXES =
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN"
                    + " (SELECT conname FROM pg_constraint)";

    /** Reads all, as it is at one moment. */
    public static DatabaseDump of(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            List<String> tables = new ArrayList<>();
            Map<String, byte[]> rows = new LinkedHashMap<>();
            for (String table :
                    texts(connection, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")) {
                tables.add("CREATE TABLE " + table + " ("
                        + texts(connection, COLUMNS.formatted(table)).get(0) + ")");
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY " + table + " TO STDOUT (FORMAT binary)", content);
                rows.put(table, content.toByteArray());
            }
            List<String> rules = new ArrayList<>(texts(connection, KEYS));
            rules.addAll(texts(connection, INDEXES));
            return new DatabaseDump(tables, rows, rules);
        }
    }

    /** Everything is gone. */
    public static void drop(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public CASCADE");
            statement.execute("CREATE SCHEMA public");
        }
    }

    /** Writes all into a database that is empty. */
    public void restore(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute(table);
            }
            for (Map.Entry<String, byte[]> content : rows.entrySet()) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "COPY " + content.getKey() + " FROM STDIN (FORMAT binary)",
                                new ByteArrayInputStream(content.getValue()));
            }
            for (String rule : rules) {
                statement.execute(rule);
            }
        }
    }

    private static List<String> texts(Connection connection, String query) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (result.next()) {
                texts.add(result.getString(1));
            }
            return texts;
        }
    }
}
