package io.pipit.jobs.installation;

import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who runs: each process says every second that it does, and is forgotten when it has not for some seconds. Thread-safe. */
public final class Processes {
    private static final int FORGOTTEN_SECONDS = 5;

    /**
     * A process.
     *
     * @param id of one life of it
     * @param roles what it does
     * @param url where others reach it
     * @param control where it takes deployments, copies and the like; the empty text unless it leads
     * @param generation of {@link LivePointer} that its readers answer from, 0 for none
     * @param intake the generation for which it takes events, 0 for none
     */
    public record Seen(String id, Set<String> roles, String url, String control, long generation, long intake) {
        /** Copies the roles. */
        public Seen {
            roles = Set.copyOf(roles);
        }
    }

    private final JobsDatabase database;

    /** In a database, whose clock is the one that counts. */
    public Processes(JobsDatabase database) {
        this.database = database;
    }

    /** Says that a process runs. */
    public void say(Seen process) {
        if (update(
                        "UPDATE pipit_processes SET roles=?, url=?, control=?, generation=?, intake=?, seen_at=CURRENT_TIMESTAMP"
                                + " WHERE id=?",
                        process)
                == 0) {
            update(
                    "INSERT INTO pipit_processes (roles, url, control, generation, intake, id, seen_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP)",
                    process);
        }
    }

    /** Those that have said so lately. */
    public List<Seen> running() {
        String sql = "SELECT id, roles, url, control, generation, intake FROM pipit_processes WHERE seen_at >"
                + " CURRENT_TIMESTAMP - INTERVAL '" + FORGOTTEN_SECONDS + "' SECOND ORDER BY id";
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            List<Seen> seen = new ArrayList<>();
            while (result.next()) {
                seen.add(new Seen(
                        result.getString(1),
                        Stream.of(result.getString(2).split(",")).collect(Collectors.toSet()),
                        result.getString(3),
                        result.getString(4),
                        result.getLong(5),
                        result.getLong(6)));
            }
            return seen;
        } catch (SQLException e) {
            throw Unavailable.of("asked who runs", e);
        }
    }

    /** Forgets a process that ends, and those that ended long ago without a word. */
    public void forget(String id) {
        String sql = "DELETE FROM pipit_processes WHERE id=? OR seen_at < CURRENT_TIMESTAMP - INTERVAL '1' DAY";
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw Unavailable.of("told that a process ends", e);
        }
    }

    private int update(String sql, Seen process) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, process.roles().stream().sorted().collect(Collectors.joining(",")));
            statement.setString(2, process.url());
            statement.setString(3, process.control());
            statement.setLong(4, process.generation());
            statement.setLong(5, process.intake());
            statement.setString(6, process.id());
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw Unavailable.of("told who runs", e);
        }
    }
}
