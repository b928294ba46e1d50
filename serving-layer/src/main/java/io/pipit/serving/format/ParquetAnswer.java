package io.pipit.serving.format;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.query.AnswerWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Lets the engine write a query's rows to a Parquet file, up to a bound, in the types that tables hold them in. The row of WITH TOTALS
 * has no place there. For one question; close it when it is answered.
 */
public final class ParquetAnswer implements AnswerWriter<ParquetAnswer.Written>, AutoCloseable {
    private static final String COUNT = "count";

    private final Path file;
    private final AnswerLimit limit;
    private volatile boolean passed; // the engine deletes the file of a statement that ends early

    /**
     * A file that was written.
     *
     * @param rows in it
     * @param bytes of it
     * @param bytesRead the stored bytes of the tables that were read for it
     */
    public record Written(long rows, long bytes, long bytesRead) {}

    /** Writes into a folder that is there. */
    public ParquetAnswer(Path folder, long limitBytes) {
        this.file = folder.resolve(UUID.randomUUID() + ".parquet");
        this.limit = new AnswerLimit(limitBytes);
    }

    @Override
    public String statement(String sql, TranslatedQuery query) {
        StringBuilder select = new StringBuilder();
        StringBuilder names = new StringBuilder();
        List<OutputColumn> columns = query.columns();
        for (int i = 0; i < columns.size(); i++) {
            String place = EngineSession.quoted("c" + i);
            select.append(i == 0 ? "" : ", ").append(held(place, columns.get(i).type()));
            select.append(" AS ").append(EngineSession.quoted(columns.get(i).name()));
            names.append(i == 0 ? "" : ", ").append(place);
        }
        String totals = EngineSession.quoted(TranslatedQuery.TOTALS);
        boolean flagged = query.withTotals().isPresent();
        return "COPY (SELECT " + select + " FROM (" + sql + ") AS pipit_result(" + names
                + (flagged ? ", " + totals + ") WHERE NOT " + totals : ")") + ") TO '"
                + file.toString().replace("'", "''")
                + "' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, RETURN_STATS)";
    }

    /** States stay as they are: the engine's types of some have members that no table names. */
    private static String held(String column, DataType type) {
        return type.bare() instanceof AggregateFunctionType
                ? column
                : "CAST(" + column + " AS " + StorageTypes.of(type) + ")";
    }

    @Override
    public Optional<BooleanSupplier> tooMuch() {
        return Optional.of(() -> {
            if (limit.passed(file.toFile().length())) {
                passed = true;
            }
            return passed;
        });
    }

    @Override
    public Written write(List<OutputColumn> columns, ResultSet statistics, Reading reading) throws SQLException {
        long rows = 0;
        while (statistics.next()) {
            rows += statistics.getLong(COUNT);
        }
        long bytes = file.toFile().length();
        if (limit.passed(bytes)) {
            throw limit.exceeded();
        }
        return new Written(rows, bytes, reading.bytesRead());
    }

    /** What to say of a question that failed: that the file became too large, where that has ended it. */
    public PipitException reason(PipitException failure) {
        return passed && failure.code() == ErrorCode.QUERY_TIMEOUT ? limit.exceeded() : failure;
    }

    /** The bytes of the file, which has no name any more from now on: its space is free when the stream is closed. */
    public InputStream open() {
        try {
            InputStream bytes = Files.newInputStream(file);
            close();
            return bytes;
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED, "The answer's file cannot be read: " + e.getMessage(), e);
        }
    }

    /** Deletes the file, where there is one. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED, "The answer's file cannot be deleted: " + e.getMessage(), e);
        }
    }
}
