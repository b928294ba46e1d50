package io.pipit.jobs.reconcile;

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

/** Runs and the ids that they found. A run is here before anybody is told that it was accepted. Thread-safe. */
public final class ReconcileStore {
    private final JobsDatabase database;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private volatile Consumer<ReconcileRun> watcher = run -> {};

    /** In a database. */
    public ReconcileStore(JobsDatabase database) {
        this.database = database;
    }

    /** Tells of each run that is saved from now on. */
    public void watch(Consumer<ReconcileRun> observer) {
        watcher = observer;
    }

    /** Adds a new run, or writes how far it is. */
    public void save(ReconcileRun run) {
        int updated = update(
                "UPDATE pipit_reconciles SET state=?, body=? WHERE id=?",
                run.state().name(),
                text(run),
                run.id());
        if (updated == 0) {
            update(
                    "INSERT INTO pipit_reconciles (state, body, id, name, created_at) VALUES (?, ?, ?, ?, "
                            + run.createdAtMillis() + ")",
                    run.state().name(),
                    text(run),
                    run.id(),
                    run.request().name());
        }
        watcher.accept(run);
    }

    /** The run of this id. */
    public Optional<ReconcileRun> find(String id) {
        return query("WHERE id=?", 1, id).stream().findFirst();
    }

    /** The newest runs, newest first. */
    public List<ReconcileRun> newest(int limit) {
        return query("ORDER BY created_at DESC, id DESC", limit);
    }

    /** Runs that have not ended, oldest first. */
    public List<ReconcileRun> open() {
        return query("WHERE state IN ('WAITING','WORKING') ORDER BY created_at, id", Integer.MAX_VALUE);
    }

    /** Adds a list of ids of a kind under the next number. */
    public void addIds(String run, String kind, List<String> ids) {
        update(
                "INSERT INTO pipit_reconcile_ids (run_id, kind, number, ids) VALUES (?, ?, (SELECT"
                        + " coalesce(max(number), -1) + 1 FROM pipit_reconcile_ids WHERE run_id = ? AND kind = ?), ?)",
                run,
                kind,
                run,
                kind,
                text(ids));
    }

    /** How many lists of a kind there are. */
    public int lists(String run, String kind) {
        return ids("SELECT CAST(count(*) AS VARCHAR) FROM pipit_reconcile_ids WHERE run_id=? AND kind=?", run, kind)
                .map(Integer::parseInt)
                .orElse(0);
    }

    /** A list of ids; empty when there is none of that number. */
    public List<String> ids(String run, String kind, int number) {
        return ids("SELECT ids FROM pipit_reconcile_ids WHERE run_id=? AND kind=? AND number=" + number, run, kind)
                .map(this::list)
                .orElse(List.of());
    }

    private Optional<String> ids(String sql, String run, String kind) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, run, kind);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private List<String> list(String text) {
        try {
            return List.of(json.readValue(text, String[].class));
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table pipit_reconcile_ids holds what is no list.", e);
        }
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

    private List<ReconcileRun> query(String rest, int limit, String... values) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT body FROM pipit_reconciles " + rest)) {
            statement.setMaxRows(limit);
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                List<ReconcileRun> runs = new ArrayList<>();
                while (result.next()) {
                    runs.add(json.readValue(result.getString(1), ReconcileRun.class));
                }
                return runs;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table pipit_reconciles holds what is no run.", e);
        }
    }

    private static void bind(PreparedStatement statement, String... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of runs cannot be used: " + e.getMessage(), e);
    }
}
