package io.pipit.jobs.reconcile.repair;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes that take events, and up to which version of the claims each one keeps events out. A process that says nothing any more
 * counts until it cannot have taken anything for a while. Thread-safe.
 */
public final class GuardRegister {
    private static final long STEP_MILLIS = 20;

    private final JobsDatabase database;

    /** In a database, whose clock is the one that counts. */
    public GuardRegister(JobsDatabase database) {
        this.database = database;
    }

    /** Says of a process that what came before these claims is in the log, and that it keeps out what they claim. */
    public void say(String process, long version) {
        if (update(
                        "UPDATE pipit_guards SET version = " + version
                                + ", seen_at = CURRENT_TIMESTAMP WHERE process = ?",
                        process)
                == 0) {
            update(
                    "INSERT INTO pipit_guards (version, seen_at, process) VALUES (" + version
                            + ", CURRENT_TIMESTAMP, ?)",
                    process);
        }
    }

    /** A process takes no events any more. */
    public void forget(String process) {
        update("DELETE FROM pipit_guards WHERE process = ? OR seen_at < CURRENT_TIMESTAMP - INTERVAL '1' DAY", process);
    }

    /**
     * Returns when every process has come to a version.
     *
     * @param silence after which a process that says nothing is not waited for
     * @param patience in all
     * @throws PipitException {@code NOT_READY} when one has not
     */
    public void await(long version, Duration silence, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> behind = behind(version, silence);
        while (!behind.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new PipitException(
                        ErrorCode.NOT_READY,
                        "Processes that take events do not say that they hold back what is being put in: "
                                + String.join(", ", behind) + ". Nothing was put in; try again when they run well.");
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PipitException(ErrorCode.NOT_READY, "Interrupted while processes are asked to wait.", e);
            }
            behind = behind(version, silence);
        }
    }

    private List<String> behind(long version, Duration silence) {
        String sql = "SELECT process FROM pipit_guards WHERE version < ? AND seen_at > CURRENT_TIMESTAMP - INTERVAL '"
                + silence.toSeconds() + "' SECOND ORDER BY process";
        try (Connection connection = database.connections().getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, version);
            try (ResultSet rows = select.executeQuery()) {
                List<String> behind = new ArrayList<>();
                while (rows.next()) {
                    behind.add(rows.getString(1));
                }
                return behind;
            }
        } catch (SQLException e) {
            throw ClaimStore.unavailable(e);
        }
    }

    private int update(String sql, String process) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, process);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw ClaimStore.unavailable(e);
        }
    }
}
