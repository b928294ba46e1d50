package io.pipit.core.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;

/**
 * An H2 database whose file is in this process, held open by a connection of its own. While it is, what a commit has returned for is found
 * by whoever opens the file, at whatever instant the process is killed. Without it H2 may use the space of a chunk by which the newest
 * ones are found, and the last 20 commits are lost when the process is killed before it has written the way to them anew.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    /** The way to the newest chunk begins at most 21 versions before it; as many again for those that are being written. */
    private static final int VERSIONS_KEPT = 42;

    private final Connection open;

    private EmbeddedDatabase(Connection open) {
        this.open = open;
    }

    /**
     * Opens the database of a URL, or holds it open where it is already.
     *
     * @param url of JDBC, as all who connect in this process write it
     * @return nothing for a database that is not H2, or in another process
     */
    public static Optional<EmbeddedDatabase> open(String url, String user, String password) throws SQLException {
        if (!url.startsWith("jdbc:h2:")) {
            return Optional.empty();
        }
        Connection connection = DriverManager.getConnection(url, user, password);
        if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal here) {
            here.getDatabase().getStore().getMvStore().setVersionsToKeep(VERSIONS_KEPT);
            return Optional.of(new EmbeddedDatabase(connection));
        }
        connection.close();
        return Optional.empty();
    }

    /** Lets go of it; it is closed with the last connection. */
    @Override
    public void close() {
        try {
            open.close();
        } catch (SQLException e) {
            throw new IllegalStateException("An embedded database was not closed: " + e.getMessage(), e);
        }
    }
}
