package io.pipit.jobs.mutation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The table of changes of rows. A change is in it before anybody is told that it was accepted. Thread-safe. */
public final class ChangeStore {
    private final JobsDatabase database;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private volatile Consumer<RowChange> watcher = change -> {};

    /** In a database. */
    public ChangeStore(JobsDatabase database) {
        this.database = database;
    }

    /** Tells of each change that is saved from now on. */
    public void watch(Consumer<RowChange> observer) {
        watcher = watcher.andThen(observer);
    }

    /** Adds a new change, or writes how far it is. */
    public void save(RowChange change) {
        int updated = update(
                "UPDATE pipit_changes SET state=?, body=? WHERE id=?",
                change.state().name(),
                text(change),
                change.id());
        if (updated == 0) {
            update(
                    "INSERT INTO pipit_changes (state, body, id, created_at) VALUES (?, ?, ?, "
                            + change.createdAtMillis() + ")",
                    change.state().name(),
                    text(change),
                    change.id());
        }
        watcher.accept(change);
    }

    /** The change of this id. */
    public Optional<RowChange> find(String id) {
        return query("WHERE id=?", 1, id).stream().findFirst();
    }

    /** The newest changes, newest first. */
    public List<RowChange> newest(int limit) {
        return query("ORDER BY created_at DESC, id DESC", limit);
    }

    /** Changes that have not ended, oldest first. */
    public List<RowChange> open() {
        return query("WHERE state IN ('WAITING','WORKING') ORDER BY created_at, id", Integer.MAX_VALUE);
    }

    private int update(String sql, String... values) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private List<RowChange> query(String rest, int limit, String... values) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT body FROM pipit_changes " + rest)) {
            statement.setMaxRows(limit);
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                List<RowChange> changes = new ArrayList<>();
                while (result.next()) {
                    changes.add(json.readValue(result.getString(1), RowChange.class));
                }
                return changes;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table pipit_changes holds what is no change.", e);
        }
    }

    private static void bind(PreparedStatement statement, String... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
    }

    private String text(RowChange change) {
        try {
            return json.writeValueAsString(change);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of changes cannot be used: " + e.getMessage(), e);
    }
}
