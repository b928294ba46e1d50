package io.pipit.batch.copy;

import io.pipit.core.project.foreign.PostgresSelect;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The rows of a statement as PostgreSQL sends them. Apart from {@link ForeignRows}, since a cluster need not have the driver. */
final class PostgresRows {
    private final CopyOut copy;

    private PostgresRows(CopyOut copy) {
        this.copy = copy;
    }

    /** CSV in UTF-8: every value in quotes, NULL as {@code \N} without. */
    static PostgresRows of(Connection connection, PostgresSelect select) throws SQLException {
        String sql = "COPY (" + select.sql() + ") TO STDOUT (FORMAT csv, NULL '\\N', FORCE_QUOTE *, ENCODING 'UTF8')";
        return new PostgresRows(
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql));
    }

    /** One row, with its end of line; null when there are no more. */
    byte[] next() throws SQLException {
        return copy.readFromCopy();
    }

    /** Ends what a connection is asked for, by another connection: a database that has no row to send does not see that nobody waits. */
    static void cancel(Connection connection) throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }
}
