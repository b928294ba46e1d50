package io.pipit.jobs.deploy;

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

/** The table of deployments. Thread-safe. */
public final class DeploymentStore {
    /** How many versions are remembered, besides those that are kept for a reason. Of older ones nobody has to know: files have a history. */
    public static final int REMEMBERED = 50;

    private final JobsDatabase database;
    private volatile Consumer<Deployment> watcher = deployment -> {};
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** In a database. */
    public DeploymentStore(JobsDatabase database) {
        this.database = database;
    }

    /** Tells of each one that is saved from now on. */
    public void watch(Consumer<Deployment> observer) {
        watcher = watcher.andThen(observer);
    }

    /** Writes how far one is, where it still is in a state; whether it was. Else another process has taken it over. */
    boolean change(Deployment.State from, Deployment to) {
        return told(
                to,
                update(
                        "UPDATE pipit_deployments SET state=?, body=? WHERE id=? AND state='" + from.name() + "'",
                        to,
                        text(to)));
    }

    /** Adds a new one; whether its number was free. */
    boolean add(Deployment deployment) {
        return told(
                deployment,
                update(
                        "INSERT INTO pipit_deployments (state, body, id)"
                                + " SELECT CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS BIGINT) WHERE NOT EXISTS"
                                + " (SELECT 1 FROM pipit_deployments WHERE id=" + deployment.id() + ")",
                        deployment,
                        text(deployment)));
    }

    private boolean told(Deployment deployment, int rows) {
        if (rows == 1) {
            watcher.accept(deployment);
        }
        return rows == 1;
    }

    /** Adds a new one, or writes how far it is, for a process that takes over what others have begun. */
    public void save(Deployment deployment) {
        String text = text(deployment);
        if (update("UPDATE pipit_deployments SET state=?, body=? WHERE id=?", deployment, text) == 0) {
            update("INSERT INTO pipit_deployments (state, body, id) VALUES (?, ?, ?)", deployment, text);
        }
        watcher.accept(deployment);
    }

    /** The newest, newest first. */
    public List<Deployment> newest(int limit) {
        return query("ORDER BY id DESC", limit);
    }

    /** The one of this id. */
    public Optional<Deployment> find(long id) {
        return query("WHERE id=" + id, 1).stream().findFirst();
    }

    /** The newest in some state. */
    public Optional<Deployment> newest(Deployment.State state) {
        return query("WHERE state='" + state.name() + "' ORDER BY id DESC", 1).stream()
                .findFirst();
    }

    /** Those that were live before the one that is, the last one first. */
    public List<Deployment> former() {
        List<Deployment> all = new ArrayList<>(query("WHERE state='FORMER'", Integer.MAX_VALUE));
        all.sort((a, b) -> Long.compare(b.endedAtMillis(), a.endedAtMillis()));
        return all;
    }

    /** Those that have ended, and are older than the newest ones that are remembered; newest first. */
    List<Deployment> old() {
        return query(
                "WHERE state IN ('FORMER','DISCARDED','FAILED') AND id NOT IN"
                        + " (SELECT id FROM pipit_deployments ORDER BY id DESC LIMIT " + REMEMBERED
                        + ") ORDER BY id DESC",
                Integer.MAX_VALUE);
    }

    /** Forgets one that has ended. */
    void forget(Deployment ended) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "DELETE FROM pipit_deployments WHERE id=? AND state IN ('FORMER','DISCARDED','FAILED')")) {
            statement.setLong(1, ended.id());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** The newest that was asked for under a key. */
    public Optional<Deployment> withKey(String key) {
        return key.isEmpty()
                ? Optional.empty()
                : newest(REMEMBERED).stream().filter(d -> d.key().equals(key)).findFirst();
    }

    /** The one that has not ended and is not live, if there is one. */
    public Optional<Deployment> open() {
        return query("WHERE state IN ('FILLING','STAGED','SWITCHING') ORDER BY id DESC", 1).stream()
                .findFirst();
    }

    private int update(String sql, Deployment deployment, String text) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, deployment.state().name());
            statement.setString(2, text);
            statement.setLong(3, deployment.id());
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private List<Deployment> query(String rest, int limit) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT body FROM pipit_deployments " + rest)) {
            statement.setMaxRows(limit);
            try (ResultSet result = statement.executeQuery()) {
                List<Deployment> found = new ArrayList<>();
                while (result.next()) {
                    found.add(json.readValue(result.getString(1), Deployment.class));
                }
                return found;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table pipit_deployments holds what is no deployment.", e);
        }
    }

    private String text(Deployment deployment) {
        try {
            return json.writeValueAsString(deployment);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of deployments cannot be used: " + e.getMessage(), e);
    }
}
