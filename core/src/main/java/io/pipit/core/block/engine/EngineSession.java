package io.pipit.core.block.engine;

import io.pipit.core.block.TableSpec;
import java.util.List;
import java.util.function.Function;

/** A connection to an engine. Not thread-safe. Errors of the engine become {@code PipitException}. */
public final class EngineSession implements AutoCloseable {
    EngineSession() {}

    /** Runs one statement and forgets its result. */
    public void execute(String sql) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Runs a query of one row and one column of an integer type. */
    public long queryLong(String sql) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Runs a query and maps its JDBC result set, which is closed afterwards. */
    public <T> T query(String sql, ResultMapper<T> mapper) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Runs a query and returns its rows as one Arrow IPC stream; an empty array when there are no rows. */
    public byte[] queryIpc(String sql) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Makes a table of the rows: hidden columns of {@code Identity}, then the columns of the table in order; columns that a
     * stream lacks take the type's default (NULL where nullable). One import for all streams.
     *
     * @param name of the table; replaced when it exists
     * @param temporary whether only this session sees it
     */
    public void createFromRows(String name, boolean temporary, TableSpec spec, List<SourceRows> rows) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Adds rows to a table made by {@link #createFromRows}. */
    public void insertRows(String name, TableSpec spec, List<SourceRows> rows) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Lets statements read the rows under a name without storing them. The stream can be read once: by one statement.
     *
     * @return what the action returns
     */
    public <T> T withRows(String name, TableSpec spec, List<SourceRows> rows, Function<EngineSession, T> action) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
