package io.pipit.jobs.reconcile.repair;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Claims as they survive the process, and as others follow them: each change has a version, one higher than the one before. Thread-safe. */
public final class ClaimStore {
    /** See {@link #since}. */
    public static final long BEFORE_ALL = -1;

    private static final String COLUMNS = "SELECT claim_key, data_source, id_column, settled, until_millis, ids";

    /** An id list for whose rows a batch answers. */
    public record Claim(
            String key, String dataSource, String idColumn, boolean settled, long untilMillis, List<String> ids) {}

    /** Claims that were saved after one version and up to another, in their order. */
    public record Changes(long version, List<Claim> claims) {
        /** Copies the list. */
        public Changes {
            claims = List.copyOf(claims);
        }
    }

    private final JobsDatabase database;
    private final ObjectMapper json = new ObjectMapper();

    /** In a database. */
    public ClaimStore(JobsDatabase database) {
        this.database = database;
    }

    /** Remembers a claim before it is made, or how it ended: without ids, too, since others have to hear of its end. */
    public void save(Claim claim) {
        try (Connection connection = database.connections().getConnection()) {
            connection.setAutoCommit(false);
            try {
                // Whoever is second waits here until the first has committed: so versions are seen in their order.
                long version = next(connection);
                delete(connection, claim.key());
                insert(connection, claim, version);
                connection.commit();
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** All claims; those whose time is over are forgotten. */
    public List<Claim> all(long nowMillis) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement old = connection.prepareStatement(
                        "DELETE FROM pipit_claims WHERE settled = 1 AND until_millis < " + nowMillis)) {
            old.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
        return since(BEFORE_ALL).claims();
    }

    /** The version of the last change; 0 before the first. */
    public long version() {
        try (Connection connection = database.connections().getConnection()) {
            return version(connection);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Claims as they are, of those that changed after a version; {@link #BEFORE_ALL} is before all. */
    public Changes since(long version) {
        try (Connection connection = database.connections().getConnection()) {
            long until = version(connection);
            try (PreparedStatement select = connection.prepareStatement(COLUMNS
                    + " FROM pipit_claims WHERE version > " + version + " AND version <= " + until
                    + " ORDER BY version, claim_key")) {
                return new Changes(until, claims(select));
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** All claims of a data source, as they are. */
    public List<Claim> of(String dataSource) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement select =
                        connection.prepareStatement(COLUMNS + " FROM pipit_claims WHERE data_source = ?")) {
            select.setString(1, dataSource);
            return claims(select);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** The claim of a key. */
    public Optional<Claim> find(String key) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement select =
                        connection.prepareStatement(COLUMNS + " FROM pipit_claims WHERE claim_key = ?")) {
            select.setString(1, key);
            return claims(select).stream().findFirst();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private List<Claim> claims(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<Claim> claims = new ArrayList<>();
            while (rows.next()) {
                claims.add(claim(rows));
            }
            return claims;
        }
    }

    private Claim claim(ResultSet row) throws SQLException {
        try {
            return new Claim(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4) == 1,
                    row.getLong(5),
                    List.of(json.readValue(row.getString(6), String[].class)));
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table pipit_claims holds what is no claim.", e);
        }
    }

    private static long next(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.executeUpdate("UPDATE pipit_claim_versions SET version = version + 1 WHERE id = 1") == 0) {
                statement.executeUpdate("INSERT INTO pipit_claim_versions (id, version) VALUES (1, 1)");
            }
        }
        return version(connection);
    }

    private static long version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("SELECT version FROM pipit_claim_versions WHERE id = 1")) {
            return version.next() ? version.getLong(1) : 0;
        }
    }

    private static void delete(Connection connection, String key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM pipit_claims WHERE claim_key = ?")) {
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }

    private void insert(Connection connection, Claim claim, long version) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO pipit_claims (claim_key, data_source, id_column, settled, until_millis, ids, version)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, claim.key());
            insert.setString(2, claim.dataSource());
            insert.setString(3, claim.idColumn());
            insert.setInt(4, claim.settled() ? 1 : 0);
            insert.setLong(5, claim.untilMillis());
            insert.setString(6, text(claim.ids()));
            insert.setLong(7, version);
            insert.executeUpdate();
        }
    }

    private String text(Collection<String> ids) {
        try {
            return json.writeValueAsString(ids);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of claims cannot be used: " + e.getMessage(), e);
    }
}
