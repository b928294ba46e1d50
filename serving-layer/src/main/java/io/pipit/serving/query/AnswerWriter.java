package io.pipit.serving.query;

import io.pipit.core.sql.OutputColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Turns the rows of a query into what the client wants. */
@FunctionalInterface
public interface AnswerWriter<T> {
    /**
     * What a query read: known before its rows.
     *
     * @param startedNanos by {@code System.nanoTime}
     * @param rowsRead rows in the tables read, lake and fresh
     * @param bytesRead their stored bytes
     */
    record Reading(long startedNanos, long rowsRead, long bytesRead) {}

    /** Reads all rows. */
    T write(List<OutputColumn> columns, ResultSet rows, Reading reading) throws SQLException;
}
