package io.pipit.jobs.installation;

import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The one place that says which version processes serve. It moves when the tables of a version have taken their places; readers go over
 * first, intake after them. Thread-safe.
 */
public final class LivePointer {
    /**
     * Where it points.
     *
     * @param deployment id of the version, 0 before the first
     * @param generation counts up whenever readers have to begin anew, also within a version
     * @param intake the generation that intake takes events for
     */
    public record At(long deployment, long generation, long intake) {}

    private final JobsDatabase database;

    /** In a database. */
    public LivePointer(JobsDatabase database) {
        this.database = database;
    }

    /** Where it points now. */
    public At now() {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT deployment, generation, intake FROM pipit_live WHERE id = 1");
                ResultSet result = statement.executeQuery()) {
            return result.next() ? new At(result.getLong(1), result.getLong(2), result.getLong(3)) : new At(0, 0, 0);
        } catch (SQLException e) {
            throw Unavailable.of("asked for the live version", e);
        }
    }

    /** Lets readers go over to a version; returns where it points now. */
    public At readersTo(long deployment) {
        At next = new At(deployment, now().generation() + 1, now().intake());
        write(next);
        return next;
    }

    /** Lets intake follow the readers. */
    public At intakeFollows() {
        At now = now();
        At next = new At(now.deployment(), now.generation(), now.generation());
        write(next);
        return next;
    }

    /** Only the leader writes. */
    private void write(At next) {
        if (update("UPDATE pipit_live SET deployment=?, generation=?, intake=? WHERE id=1", next) == 0) {
            update("INSERT INTO pipit_live (deployment, generation, intake, id) VALUES (?, ?, ?, 1)", next);
        }
    }

    private int update(String sql, At next) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, next.deployment());
            statement.setLong(2, next.generation());
            statement.setLong(3, next.intake());
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw Unavailable.of("told of the live version", e);
        }
    }
}
