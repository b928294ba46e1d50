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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Claims as they survive the process. Thread-safe. */
public final class ClaimStore {
    /** An id list for whose rows a batch answers. */
    public record Claim(
            String key, String dataSource, String idColumn, boolean settled, long untilMillis, List<String> ids) {}

    private final JobsDatabase database;
    private final ObjectMapper json = new ObjectMapper();

    /** In a database. */
    public ClaimStore(JobsDatabase database) {
        this.database = database;
    }

    /** Remembers a claim before it is made, or how it ended. */
    public void save(Claim claim) {
        try (Connection connection = database.connections().getConnection()) {
            connection.setAutoCommit(false);
            try {
                delete(connection, claim.key());
                if (!claim.settled() || !claim.ids().isEmpty()) {
                    insert(connection, claim);
                }
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
        try (Connection connection = database.connections().getConnection()) {
            try (PreparedStatement old = connection.prepareStatement(
                    "DELETE FROM pipit_claims WHERE settled = 1 AND until_millis < " + nowMillis)) {
                old.executeUpdate();
            }
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT claim_key, data_source, id_column, settled, until_millis, ids FROM pipit_claims");
                    ResultSet rows = select.executeQuery()) {
                List<Claim> claims = new ArrayList<>();
                while (rows.next()) {
                    claims.add(new Claim(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getInt(4) == 1,
                            rows.getLong(5),
                            List.of(json.readValue(rows.getString(6), String[].class))));
                }
                return claims;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table pipit_claims holds what is no claim.", e);
        }
    }

    private static void delete(Connection connection, String key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM pipit_claims WHERE claim_key = ?")) {
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }

    private void insert(Connection connection, Claim claim) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO pipit_claims (claim_key, data_source, id_column, settled, until_millis, ids)"
                        + " VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, claim.key());
            insert.setString(2, claim.dataSource());
            insert.setString(3, claim.idColumn());
            insert.setInt(4, claim.settled() ? 1 : 0);
            insert.setLong(5, claim.untilMillis());
            insert.setString(6, text(claim.ids()));
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

    private static PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of claims cannot be used: " + e.getMessage(), e);
    }
}
