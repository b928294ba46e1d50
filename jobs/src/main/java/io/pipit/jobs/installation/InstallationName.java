package io.pipit.jobs.installation;

import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Which installation a database belongs to. Thread-safe. */
public final class InstallationName {
    private final JobsDatabase database;

    /** Of a database. */
    public InstallationName(JobsDatabase database) {
        this.database = database;
    }

    /** Its name; where it has none, it gets this one. */
    public String orElse(String name) {
        try (Connection connection = database.connections().getConnection()) {
            Optional<String> known = find(connection);
            if (known.isPresent()) {
                return known.get();
            }
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO pipit_installation (id, name) VALUES (1, ?)")) {
                statement.setString(1, name);
                statement.executeUpdate();
                return name;
            } catch (SQLException e) {
                // Another process was first.
                return find(connection).orElseThrow(() -> Unavailable.of("told its installation", e));
            }
        } catch (SQLException e) {
            throw Unavailable.of("asked for its installation", e);
        }
    }

    private static Optional<String> find(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT name FROM pipit_installation WHERE id = 1");
                ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
        }
    }
}
