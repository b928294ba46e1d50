package io.pipit.jobs.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of jobs: id, state, when it was asked for, and all of it as JSON. Members that a later version has added are passed over. All
 * methods throw {@code CATALOG_UNAVAILABLE} while the database cannot be used. Thread-safe.
 */
public final class JobTable<T extends StoredJob> {
    private final JobsDatabase database;
    private final String table;
    private final Class<T> type;
    private final String what;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /**
     * In a database.
     *
     * @param table its name
     * @param what one of its jobs, for people: {@code change}
     */
    public JobTable(JobsDatabase database, String table, Class<T> type, String what) {
        this.database = database;
        this.table = table;
        this.type = type;
        this.what = what;
    }

    /** Writes how far a job is that is in the table; whether it is. */
    public boolean update(T job) {
        return update(
                        "UPDATE " + table + " SET state=?, body=? WHERE id=?",
                        job.state().name(),
                        text(job),
                        job.id())
                > 0;
    }

    /** The same where it is still in a state; whether it was. Else another process has ended it. */
    public boolean change(Enum<?> from, T job) {
        return update(
                        "UPDATE " + table + " SET state=?, body=? WHERE id=? AND state=?",
                        job.state().name(),
                        text(job),
                        job.id(),
                        from.name())
                > 0;
    }

    /** Adds a new job. */
    public void add(T job) {
        update(insert(job, "", ""), job.state().name(), text(job), job.id());
    }

    /** Adds a new job, with the value of one more column of text. */
    public void add(T job, String column, String value) {
        update(insert(job, ", " + column, ", ?"), job.state().name(), text(job), job.id(), value);
    }

    private String insert(T job, String column, String value) {
        return "INSERT INTO " + table + " (created_at, state, body, id" + column + ") VALUES (" + job.createdAtMillis()
                + ", ?, ?, ?" + value + ")";
    }

    /** The job of this id. */
    public Optional<T> find(String id) {
        return query("WHERE id=?", 1, id).stream().findFirst();
    }

    /** The newest, newest first. */
    public List<T> newest(int limit) {
        return query("ORDER BY created_at DESC, id DESC", limit);
    }

    /** Those that have not ended, oldest first. */
    public List<T> open() {
        return query("WHERE state IN ('WAITING','WORKING') ORDER BY created_at, id", Integer.MAX_VALUE);
    }

    /** Runs a statement over texts in the same database; how many rows it has changed. */
    public int update(String sql, String... values) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** The first column of the first row that a query over texts in the same database gives. */
    public Optional<String> first(String sql, String... values) {
        return texts(sql, 1, values).stream().findFirst();
    }

    private List<T> query(String rest, int limit, String... values) {
        List<T> jobs = new ArrayList<>();
        for (String body : texts("SELECT body FROM " + table + " " + rest, limit, values)) {
            jobs.add(job(body));
        }
        return jobs;
    }

    private List<String> texts(String sql, int limit, String... values) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setMaxRows(limit);
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                List<String> texts = new ArrayList<>();
                while (result.next()) {
                    texts.add(result.getString(1));
                }
                return texts;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static void bind(PreparedStatement statement, String... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
    }

    private T job(String body) {
        try {
            return json.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table " + table + " holds what is no " + what + ".", e);
        }
    }

    private String text(T job) {
        try {
            return json.writeValueAsString(job);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of " + what + "s cannot be used: " + e.getMessage(), e);
    }
}
