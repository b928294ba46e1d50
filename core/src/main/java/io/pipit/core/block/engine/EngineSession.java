package io.pipit.core.block.engine;

import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.arrow.IpcBytes;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an engine. Not thread-safe, but for {@link #cancel()}.
 *
 * <p>Errors of the engine become {@link PipitException}: {@code QUERY_FAILED} where rows or query are at fault, and
 * {@code OUT_OF_MEMORY}, {@code STORAGE_FAILED}, {@code QUERY_TIMEOUT} (after {@link #cancel()}) or {@code INTERNAL} where
 * they are not.
 */
public final class EngineSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineSession.class);
    private static final long EXPORT_BATCH_ROWS = 1 << 16;
    private static final int MOST_PREPARED = 64;

    private final DuckDBConnection connection;
    private final BufferAllocator allocator;
    private final EngineConfig bounds;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private boolean optimizing = true;
    private volatile Statement running;

    EngineSession(DuckDBConnection connection, BufferAllocator allocator, EngineConfig bounds) {
        this.bounds = bounds;
        this.connection = connection;
        this.allocator = allocator;
    }

    /** Those of its engine. */
    public EngineConfig bounds() {
        return bounds;
    }

    /** A name as the engine takes it in a statement. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Whether the engine optimizes the statements that follow, as it does from the start. Without it a statement over few rows takes a quarter less, of which most
     * is planning; its rows are the same, but joins and conditions are executed as they are written, and what nobody asks for is computed too and may fail.
     */
    public void optimize(boolean wanted) {
        if (wanted != optimizing) {
            execute(wanted ? "pragma enable_optimizer" : "pragma disable_optimizer");
            optimizing = wanted;
        }
    }

    /** Runs one statement and forgets its result. */
    public void execute(String sql) {
        run(statement -> {
            statement.execute(sql);
            return null;
        });
    }

    /** Runs a query of one row and one column of an integer type. */
    public long queryLong(String sql) {
        return query(sql, result -> {
            if (!result.next()) {
                throw new SQLException("The query has no rows.");
            }
            return result.getLong(1);
        });
    }

    /** Runs a query and maps its JDBC result set, which is closed afterwards. */
    public <T> T query(String sql, ResultMapper<T> mapper) {
        return run(statement -> {
            try (ResultSet result = statement.executeQuery(sql)) {
                return mapper.map(result);
            }
        });
    }

    /** Runs a query and returns its rows as one Arrow IPC stream; an empty array when there are no rows. */
    public byte[] queryIpc(String sql) {
        return run(statement -> {
            try (DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery(sql);
                    ArrowReader rows = (ArrowReader) result.arrowExportStream(allocator, EXPORT_BATCH_ROWS)) {
                return IpcBytes.of(rows);
            }
        });
    }

    /**
     * As {@link #queryIpc}, for a text that comes again and again: it is parsed once, which of small inputs is a fifth of the cost. Tables
     * that it names may be replaced in between by others of the same columns.
     */
    public byte[] queryIpcAgain(String sql) {
        boolean whole = false;
        try (DuckDBResultSet result = (DuckDBResultSet) prepared(sql).executeQuery();
                ArrowReader rows = (ArrowReader) result.arrowExportStream(allocator, EXPORT_BATCH_ROWS)) {
            byte[] ipc = IpcBytes.of(rows);
            whole = true;
            return ipc;
        } catch (SQLException | IOException | org.apache.arrow.memory.OutOfMemoryException e) {
            throw EngineErrors.of(e);
        } finally {
            if (!whole) {
                close(prepared.remove(sql)); // an error closes it
            }
        }
    }

    /** Prepares a statement without running it: resolves its names and types and plans it. Empty when all is well. */
    public Optional<Refusal> refusal(String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(Refusal.of(sql, e));
        }
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
            if (prepared.size() > MOST_PREPARED) {
                String oldest = prepared.keySet().iterator().next();
                close(prepared.remove(oldest));
            }
        }
        return statement;
    }

    private static void close(Statement statement) {
        try {
            if (statement != null) {
                statement.close();
            }
        } catch (SQLException e) {
            LOG.debug("A statement was closed with a failure: {}", e.getMessage());
        }
    }

    /**
     * Makes a table of the rows: hidden columns of {@code Identity}, then the columns of the table in order; columns that a
     * stream lacks take what they hold in rows of before them, columns of another type are cast. One import for all
     * streams.
     *
     * @param name of the table; replaced when it exists
     * @param temporary whether only this session sees it
     */
    public void createFromRows(String name, boolean temporary, TableSpec spec, List<SourceRows> rows) {
        String create = "create or replace " + (temporary ? "temp " : "") + "table " + quoted(name) + " as ";
        importing(spec, rows, registered -> {
            execute(create + registered.sql());
            return null;
        });
    }

    /**
     * Adds rows to a table made by {@link #createFromRows}.
     *
     * @return how many there were
     */
    public long insertRows(String name, TableSpec spec, List<SourceRows> rows) {
        return importing(spec, rows, registered -> insert(name, registered.sql()));
    }

    /**
     * Adds the rows of a query to a table.
     *
     * @return how many there were
     */
    public long insert(String name, String query) {
        return run(statement -> (long) statement.executeUpdate("insert into " + quoted(name) + " " + query));
    }

    /** The same, without the rows of blocks before an offset. */
    public long insertRowsFrom(String name, TableSpec spec, List<SourceRows> rows, long firstOffset) {
        return importing(
                spec,
                rows,
                registered -> insert(
                        name,
                        "select * from (" + registered.sql() + ") where " + quoted(Identity.OFF) + " >= "
                                + firstOffset));
    }

    /** Runs statements of which all take effect or none, whatever goes wrong. Those of one action only. */
    public <T> T atomically(Supplier<T> action) {
        execute("begin transaction");
        boolean committed = false;
        try {
            T result = action.get();
            execute("commit");
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollback();
            }
        }
    }

    private void rollback() {
        try {
            execute("rollback");
        } catch (PipitException e) {
            LOG.debug("Nothing was left to roll back: {}", e.getMessage()); // a commit that fails does it by itself
        }
    }

    /**
     * Lets statements read the rows under a name without storing them. The stream can be read once: by one statement that
     * names it once.
     *
     * @return what the action returns
     */
    public <T> T withRows(String name, TableSpec spec, List<SourceRows> rows, Function<EngineSession, T> action) {
        return importing(spec, rows, registered -> {
            execute("create or replace temp view " + quoted(name) + " as " + registered.sql());
            try {
                return action.apply(this);
            } finally {
                execute("drop view if exists " + quoted(name));
            }
        });
    }

    /** Stops the statement that another thread runs in this session, if one runs; that thread gets {@code QUERY_TIMEOUT}. */
    public void cancel() {
        Statement now = running;
        if (now != null) {
            try {
                now.cancel();
            } catch (SQLException e) {
                LOG.debug("The statement ended before it could be stopped: {}", e.getMessage());
            }
        }
    }

    /** How far the running statement is, in percent; negative where that is not known. May be called by any thread. */
    public double progress() {
        Statement now = running;
        try {
            return now == null
                    ? -1
                    : now.unwrap(DuckDBPreparedStatement.class)
                            .getQueryProgress()
                            .getPercentage();
        } catch (SQLException e) {
            return -1; // it has ended meanwhile
        }
    }

    @Override
    public void close() {
        prepared.values().forEach(EngineSession::close);
        prepared.clear();
        try {
            connection.close();
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        } finally {
            allocator.close();
        }
    }

    private <T> T importing(TableSpec spec, List<SourceRows> rows, Function<RegisteredRows, T> action) {
        try (RegisteredRows registered = new RegisteredRows(connection, allocator, spec, rows)) {
            try {
                return action.apply(registered);
            } catch (PipitException e) {
                throw registered.failure().<PipitException>map(EngineErrors::of).orElse(e);
            }
        }
    }

    private interface Action<T> {
        T on(Statement statement) throws SQLException, IOException;
    }

    private <T> T run(Action<T> action) {
        try (Statement statement = connection.createStatement()) { // made anew: an error closes it
            running = statement;
            return action.on(statement);
        } catch (SQLException | IOException | org.apache.arrow.memory.OutOfMemoryException e) {
            throw EngineErrors.of(e);
        } finally {
            running = null;
        }
    }
}
