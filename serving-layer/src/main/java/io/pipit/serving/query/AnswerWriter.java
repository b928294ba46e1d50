package io.pipit.serving.query;

import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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

    /** Reads all rows of {@link #statement}. */
    T write(List<OutputColumn> columns, ResultSet rows, Reading reading) throws SQLException;

    /**
     * The form of the query that it wants.
     *
     * @param rows how many rows the tables have that it reads
     */
    default TranslatedQuery asked(TranslatedQuery query, long rows) {
        return query.answer();
    }

    /** What the engine runs: the query, with columns that JDBC can bring over; or a statement around it. */
    default String statement(String sql, TranslatedQuery query) {
        return ResultShape.of(sql, query);
    }

    /**
     * Where the statement itself writes: whether that is more than it may already. Asked now and then by another thread while the
     * statement runs, which ends when it is so.
     */
    default Optional<BooleanSupplier> tooMuch() {
        return Optional.empty();
    }
}
