package io.pipit.jobs.schedule.firing;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.firing.Firing.State;
import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The table of firings. Thread-safe; every change names what it expects, so that of two processes one succeeds. */
public final class FiringStore {
    private static final String OPEN = "state IN ('BLOCKED','WAITING','WORKING')";

    private final JobsDatabase database;

    /** In a database. */
    public FiringStore(JobsDatabase database) {
        this.database = database;
    }

    /** The newest firings of a schedule, newest first. */
    public List<Firing> newest(String schedule, int limit) {
        return query("WHERE schedule=? ORDER BY fire_at DESC", limit, schedule);
    }

    /** How each schedule is doing. */
    List<Standing> standings(Instant now) {
        String sql = """
                SELECT s.id,
                  MAX(CASE WHEN f.place=1 AND f.ended_at>0 AND f.state IN ('FAILED','MISSED','SKIPPED') THEN 1 ELSE 0 END),
                  MIN(CASE WHEN f.ended_at=0 THEN f.fire_at END)
                FROM pipit_schedules s LEFT JOIN (
                  SELECT schedule, fire_at, ended_at, state, ROW_NUMBER() OVER
                    (PARTITION BY schedule, CASE WHEN ended_at>0 THEN 1 ELSE 0 END ORDER BY fire_at DESC) AS place
                  FROM pipit_firings) f ON f.schedule=s.id
                GROUP BY s.id ORDER BY s.id""";
        return transaction(connection -> {
            List<Standing> standings = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long oldestOpen = row.getLong(3);
                    Duration late = row.wasNull() ? Duration.ZERO : Duration.ofMillis(now.toEpochMilli() - oldestOpen);
                    standings.add(new Standing(
                            row.getString(1), row.getInt(2) > 0, late.isNegative() ? Duration.ZERO : late));
                }
            }
            return standings;
        });
    }

    Optional<Firing> find(String schedule, Instant at) {
        return query("WHERE schedule=? AND fire_at=?", 1, schedule, at.toEpochMilli()).stream()
                .findFirst();
    }

    /** Those that have not ended, by schedule and time. */
    List<Firing> open() {
        return query("WHERE " + OPEN + " ORDER BY schedule, fire_at", Integer.MAX_VALUE);
    }

    /** Takes a firing that waits, for one try. */
    boolean begin(Firing firing, String owner, Instant now, Instant leaseUntil) {
        return update(
                "UPDATE pipit_firings SET state='WORKING', owner=?, lease_until=?, attempts=attempts+1, run='', started_at=?"
                        + " WHERE schedule=? AND fire_at=? AND state='WAITING'",
                owner,
                leaseUntil.toEpochMilli(),
                firing.startedAt().equals(Instant.EPOCH)
                        ? now.toEpochMilli()
                        : firing.startedAt().toEpochMilli(),
                firing.schedule(),
                firing.at().toEpochMilli());
    }

    /** Follows a firing further, or takes it over from one that has not done so for long. */
    boolean lease(Firing firing, String owner, Instant leaseUntil) {
        return update(
                "UPDATE pipit_firings SET owner=?, lease_until=? WHERE schedule=? AND fire_at=? AND state='WORKING'"
                        + " AND owner=? AND lease_until=?",
                owner,
                leaseUntil.toEpochMilli(),
                firing.schedule(),
                firing.at().toEpochMilli(),
                firing.owner(),
                firing.leaseUntil().toEpochMilli());
    }

    void started(Firing firing, String owner, String run) {
        update(
                "UPDATE pipit_firings SET run=? WHERE schedule=? AND fire_at=? AND state='WORKING' AND owner=?",
                run,
                firing.schedule(),
                firing.at().toEpochMilli(),
                owner);
    }

    /** Lets a firing be tried again later. */
    boolean again(Connection connection, Firing firing, Instant notBefore, String note) throws SQLException {
        return update(
                connection,
                "UPDATE pipit_firings SET state='WAITING', not_before=?, note=?, owner='', lease_until=0"
                        + " WHERE schedule=? AND fire_at=? AND state='WORKING'",
                notBefore.toEpochMilli(),
                note,
                firing.schedule(),
                firing.at().toEpochMilli());
    }

    /** Notes how far a firing is, unless it is somewhere else by now. */
    boolean move(Connection connection, Firing firing, State to, String note, Instant now) throws SQLException {
        return update(
                connection,
                "UPDATE pipit_firings SET state=?, note=?, ended_at=?, owner='', lease_until=0"
                        + " WHERE schedule=? AND fire_at=? AND state=?",
                to.name(),
                note,
                to.ended() ? now.toEpochMilli() : 0L,
                firing.schedule(),
                firing.at().toEpochMilli(),
                firing.state().name());
    }

    /** Lets a firing stand for one before it that is not done. */
    void cover(Connection connection, Firing later, Firing missed) throws SQLException {
        update(
                connection,
                "UPDATE pipit_firings SET previous_at=CASE WHEN previous_at<? THEN previous_at ELSE ? END, covers=covers+?"
                        + " WHERE schedule=? AND fire_at=?",
                missed.previous().toEpochMilli(),
                missed.previous().toEpochMilli(),
                missed.covers() + 1,
                later.schedule(),
                later.at().toEpochMilli());
    }

    boolean told(Connection connection, Firing firing) throws SQLException {
        return update(
                connection,
                "UPDATE pipit_firings SET told=1 WHERE schedule=? AND fire_at=? AND told=0 AND " + OPEN,
                firing.schedule(),
                firing.at().toEpochMilli());
    }

    /** Lets others follow what this process followed, at once. */
    void release(String owner) {
        update("UPDATE pipit_firings SET lease_until=0 WHERE state='WORKING' AND owner=?", owner);
    }

    /** Lets this process follow what others followed: where there are no others. */
    void releaseAll() {
        update("UPDATE pipit_firings SET lease_until=0 WHERE state='WORKING'");
    }

    /** Forgets what has ended long ago, but for the newest of each schedule. */
    void forget(Instant endedBefore, int kept) {
        update(
                "DELETE FROM pipit_firings WHERE ended_at>0 AND ended_at<? AND fire_at<("
                        + "SELECT MIN(newest.fire_at) FROM (SELECT f.schedule, f.fire_at, ROW_NUMBER() OVER"
                        + " (PARTITION BY f.schedule ORDER BY f.fire_at DESC) AS place FROM pipit_firings f) newest"
                        + " WHERE newest.place<=? AND newest.schedule=pipit_firings.schedule)",
                endedBefore.toEpochMilli(),
                (long) kept);
    }

    /** What happens in a transaction. */
    interface Change<T> {
        T in(Connection connection) throws SQLException;
    }

    /** All of it or nothing. */
    <T> T transaction(Change<T> change) {
        try (Connection connection = database.connections().getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = change.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    static boolean update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate() > 0;
        }
    }

    private boolean update(String sql, Object... values) {
        try (Connection connection = database.connections().getConnection()) {
            return update(connection, sql, values);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private List<Firing> query(String rest, int limit, Object... values) {
        try (Connection connection = database.connections().getConnection()) {
            return query(connection, rest, limit, values);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    static List<Firing> query(Connection connection, String rest, int limit, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM pipit_firings " + rest)) {
            statement.setMaxRows(limit == Integer.MAX_VALUE ? 0 : limit);
            bind(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                List<Firing> firings = new ArrayList<>();
                while (row.next()) {
                    firings.add(firing(row));
                }
                return firings;
            }
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static Firing firing(ResultSet row) throws SQLException {
        String parents = row.getString("parents");
        return new Firing(
                row.getString("schedule"),
                Instant.ofEpochMilli(row.getLong("fire_at")),
                Instant.ofEpochMilli(row.getLong("previous_at")),
                State.valueOf(row.getString("state")),
                Instant.ofEpochMilli(row.getLong("not_before")),
                row.getInt("attempts"),
                row.getString("run"),
                row.getString("owner"),
                Instant.ofEpochMilli(row.getLong("lease_until")),
                row.getInt("again") != 0,
                row.getInt("told") != 0,
                row.getInt("covers"),
                parents.isEmpty() ? List.of() : Arrays.asList(parents.split("\n", -1)),
                row.getString("note"),
                Instant.ofEpochMilli(row.getLong("started_at")),
                Instant.ofEpochMilli(row.getLong("ended_at")));
    }

    static PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of schedules cannot be used: " + e.getMessage(), e);
    }
}
