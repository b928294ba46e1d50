package io.pipit.jobs.installation;

import io.pipit.jobs.store.JobsDatabase;
import io.pipit.jobs.store.JobsDatabase.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At most one process leads: the one whose connection holds a lock of the database, which the database gives to another when that
 * connection is gone. A leader that has lost it has to stop at once; what it has begun meanwhile is fenced by coverage. A database in the
 * state folder has one process, which leads. Thread-safe.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final long LOCK = 0x7069706974L;
    private static final int PATIENCE_SECONDS = 3;

    private final JobsDatabase database;
    private Connection held;

    /** In a database. */
    public Leadership(JobsDatabase database) {
        this.database = database;
    }

    /** Whether this process leads now, which it tries to where nobody does. */
    public synchronized boolean leads() {
        if (held != null) {
            return stillHeld();
        }
        Connection connection = null;
        try {
            connection = database.connections().getConnection();
            if (locked(connection)) {
                held = connection;
                return true;
            }
            connection.close();
        } catch (SQLException e) {
            LOG.warn("Who leads cannot be found out: {}", e.getMessage());
            closeQuietly(connection);
        }
        return false;
    }

    private boolean stillHeld() {
        try {
            if (held.isValid(PATIENCE_SECONDS)) {
                return true;
            }
        } catch (SQLException e) {
            LOG.warn("The connection that leads is gone: {}", e.getMessage());
        }
        closeQuietly(held);
        held = null;
        return false;
    }

    private boolean locked(Connection connection) throws SQLException {
        if (database.kind() == Kind.H2) {
            return true;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
            return result.next() && result.getBoolean(1);
        }
    }

    /** Lets another lead. */
    @Override
    public synchronized void close() {
        if (held == null) {
            return;
        }
        if (database.kind() != Kind.H2) {
            try (Statement statement = held.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
            } catch (SQLException e) {
                LOG.info("The connection that leads is gone already: {}", e.getMessage());
            }
        }
        closeQuietly(held);
        held = null;
    }

    private static void closeQuietly(Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection did not close", e);
        }
    }
}
