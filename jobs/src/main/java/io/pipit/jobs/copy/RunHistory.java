package io.pipit.jobs.copy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.batch.copy.Repetition;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The table of runs. A run is in it before anybody is told that it was accepted. Thread-safe. */
public final class RunHistory {
    private static final String COLUMNS =
            "id, pipe, target, mode, params, run_key, repetition, state, attempts, number,"
                    + " rows_written, bytes_written, edge, note, error_code, created_at, started_at, ended_at";

    /** What older versions said of runs of which they had not noted the rows: their 0 may be any number. */
    private static final Set<String> UNCOUNTED =
            Set.of("An earlier try had committed this run.", "It had committed before it could be cancelled.");

    private final JobsDatabase database;
    private final ObjectMapper json = new ObjectMapper();

    private volatile Consumer<CopyRun> watcher = run -> {};

    /** In a database. */
    public RunHistory(JobsDatabase database) {
        this.database = database;
    }

    /** Tells of each run that is saved from now on. */
    public void watch(Consumer<CopyRun> observer) {
        watcher = observer;
    }

    /** Adds a new run. */
    public void add(CopyRun run) {
        update("INSERT INTO pipit_runs (" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", statement -> {
            statement.setString(1, run.id());
            statement.setString(2, run.pipe());
            statement.setString(3, run.target());
            statement.setString(4, run.mode().name());
            statement.setString(5, text(run.parameters()));
            statement.setString(6, run.runKey());
            statement.setString(7, run.repetition().name());
            setProgress(statement, 8, run);
            statement.setLong(16, run.createdAtMillis());
            statement.setLong(17, run.startedAtMillis());
            statement.setLong(18, run.endedAtMillis());
        });
        watcher.accept(run);
    }

    /** Writes how far a run is. */
    public void save(CopyRun run) {
        String sql =
                "UPDATE pipit_runs SET state=?, attempts=?, number=?, rows_written=?, bytes_written=?, edge=?, note=?, error_code=?,"
                        + " started_at=?, ended_at=? WHERE id=?";
        update(sql, statement -> {
            setProgress(statement, 1, run);
            statement.setLong(9, run.startedAtMillis());
            statement.setLong(10, run.endedAtMillis());
            statement.setString(11, run.id());
        });
        watcher.accept(run);
    }

    /** The run of this id. */
    public Optional<CopyRun> find(String id) {
        return query("WHERE id=?", 1, statement -> statement.setString(1, id)).stream()
                .findFirst();
    }

    /** The newest runs, newest first. */
    public List<CopyRun> newest(int limit, long createdAfterMillis) {
        return query(
                "WHERE created_at>=? ORDER BY created_at DESC, id DESC",
                limit,
                statement -> statement.setLong(1, createdAfterMillis));
    }

    /** The newest runs of a pipe, newest first. */
    public List<CopyRun> newestOf(String pipe, int limit) {
        return query(
                "WHERE pipe=? ORDER BY created_at DESC, id DESC", limit, statement -> statement.setString(1, pipe));
    }

    /** Runs that have not ended, oldest first. */
    public List<CopyRun> open() {
        return query(
                "WHERE state IN ('WAITING','WORKING','CANCELLING') ORDER BY created_at, id",
                Integer.MAX_VALUE,
                statement -> {});
    }

    /** The tables that open runs are going to replace, or to bring up to them: their files are better left as they are. */
    public Set<String> openTargets(Plan plan) {
        Set<String> targets = new HashSet<>();
        for (CopyRun run : open()) {
            List<String> followers = Followers.of(plan, run.target()).targets();
            if (run.mode() == CopyPlan.Mode.REPLACE || !followers.isEmpty()) {
                targets.add(run.target());
                targets.addAll(followers);
            }
        }
        return targets;
    }

    /** Whether a tag is the pin of a run that has ended: nobody reads by it any more. */
    public boolean pinOfEndedRun(String tag) {
        return tag.startsWith(Pins.PREFIX)
                && find(tag.substring(Pins.PREFIX.length())).map(CopyRun::ended).orElse(false);
    }

    /** The newest run of a pipe with a key that is open or is in the target. */
    public Optional<CopyRun> withKey(String pipe, String runKey) {
        return query(
                        "WHERE pipe=? AND run_key=? AND state NOT IN ('ERROR','CANCELLING','CANCELLED') ORDER BY created_at DESC, id DESC",
                        1,
                        statement -> {
                            statement.setString(1, pipe);
                            statement.setString(2, runKey);
                        })
                .stream()
                .findFirst();
    }

    /** The newest run of a pipe with a key whose rows went into the target. */
    Optional<CopyRun> committedWithKey(String pipe, String runKey) {
        return query(
                        "WHERE pipe=? AND run_key=? AND state='DONE' AND number>0 ORDER BY created_at DESC",
                        1,
                        statement -> {
                            statement.setString(1, pipe);
                            statement.setString(2, runKey);
                        })
                .stream()
                .findFirst();
    }

    /** Runs of a pipe that add to a target: those whose rows it holds, and those that are open; newest first. */
    List<CopyRun> adding(String pipe, String target, int limit) {
        return query(
                "WHERE pipe=? AND target=? AND mode='APPEND' AND (state='DONE' AND number>0 OR state IN ('WAITING','WORKING'))"
                        + " ORDER BY created_at DESC, id DESC",
                limit,
                statement -> {
                    statement.setString(1, pipe);
                    statement.setString(2, target);
                });
    }

    /** The newest run of any pipe that has replaced the rows of a target. */
    Optional<CopyRun> replaced(String target) {
        return query(
                        "WHERE target=? AND mode='REPLACE' AND state='DONE' AND number>0 ORDER BY ended_at DESC",
                        1,
                        statement -> statement.setString(1, target))
                .stream()
                .findFirst();
    }

    /** Runs of any pipe that are going to replace the rows of a target, newest first. */
    List<CopyRun> goingToReplace(String target) {
        return query(
                "WHERE target=? AND mode='REPLACE' AND state IN ('WAITING','WORKING') ORDER BY created_at DESC, id DESC",
                Integer.MAX_VALUE,
                statement -> statement.setString(1, target));
    }

    /** Forgets the keys of runs into a table that is made anew, since their rows are gone. */
    public void forgetKeys(String target) {
        update(
                "UPDATE pipit_runs SET run_key='', number=0 WHERE target=?",
                statement -> statement.setString(1, target));
    }

    /** Forgets the keys of runs of a pipe after one of its runs, since their rows are gone. */
    public void forgetKeys(String pipe, String target, long afterNumber) {
        update("UPDATE pipit_runs SET run_key='', number=0 WHERE pipe=? AND target=? AND number>?", statement -> {
            statement.setString(1, pipe);
            statement.setString(2, target);
            statement.setLong(3, afterNumber);
        });
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private static void setProgress(PreparedStatement statement, int first, CopyRun run) throws SQLException {
        statement.setString(first, run.state().name());
        statement.setInt(first + 1, run.attempts());
        statement.setLong(first + 2, run.number());
        statement.setLong(first + 3, run.rows());
        statement.setLong(first + 4, run.bytes());
        statement.setString(first + 5, run.edge());
        statement.setString(first + 6, run.note());
        statement.setString(first + 7, run.errorCode());
    }

    private void update(String sql, Binding binding) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private List<CopyRun> query(String rest, int limit, Binding binding) {
        String sql = "SELECT " + COLUMNS + " FROM pipit_runs " + rest;
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setMaxRows(limit);
            binding.bind(statement);
            try (ResultSet result = statement.executeQuery()) {
                List<CopyRun> runs = new ArrayList<>();
                while (result.next()) {
                    runs.add(run(result));
                }
                return runs;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private CopyRun run(ResultSet row) throws SQLException {
        boolean known = row.getLong("rows_written") > 0 || !UNCOUNTED.contains(row.getString("note"));
        return new CopyRun(
                row.getString("id"),
                row.getString("pipe"),
                row.getString("target"),
                CopyPlan.Mode.valueOf(row.getString("mode")),
                parameters(row.getString("params")),
                row.getString("run_key"),
                Repetition.valueOf(row.getString("repetition")),
                CopyRun.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getLong("number"),
                known ? row.getLong("rows_written") : CopyRun.UNKNOWN,
                known ? row.getLong("bytes_written") : CopyRun.UNKNOWN,
                row.getString("edge"),
                row.getString("note"),
                row.getString("error_code"),
                row.getLong("created_at"),
                row.getLong("started_at"),
                row.getLong("ended_at"));
    }

    private String text(Map<String, List<String>> parameters) {
        try {
            return json.writeValueAsString(parameters);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, List<String>> parameters(String text) {
        try {
            return json.readValue(text, new TypeReference<Map<String, List<String>>>() {});
        } catch (JsonProcessingException e) {
            throw new PipitException(
                    ErrorCode.INTERNAL, "The table pipit_runs holds parameters that are not JSON: " + text, e);
        }
    }

    private static PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of runs cannot be used: " + e.getMessage(), e);
    }
}
