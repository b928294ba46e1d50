package io.pipit.jobs.schedule.firing;

import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of the database: the one that all processes agree on, whatever their own clocks show. */
final class DatabaseClock extends Clock {
    private final JobsDatabase database;

    DatabaseClock(JobsDatabase database) {
        this.database = database;
    }

    @Override
    public Instant instant() {
        try (Connection connection = database.connections().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        } catch (SQLException e) {
            throw FiringStore.unavailable(e);
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Only instants are asked for");
    }
}
