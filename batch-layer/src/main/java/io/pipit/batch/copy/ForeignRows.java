package io.pipit.batch.copy;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcAddress;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.jdbc.JdbcErrors;
import io.pipit.core.project.foreign.ForeignTables;
import io.pipit.core.project.foreign.PostgresColumn;
import io.pipit.core.project.foreign.PostgresSelect;
import io.pipit.core.project.foreign.PostgresTable;
import io.pipit.core.sql.ForeignCondition.Computed;
import io.pipit.core.sql.TranslatedQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the rows of tables of PostgreSQL into temporary tables of the engine, by {@code COPY … TO STDOUT}: a bounded piece of them is on
 * its way at a time. All tables of one database come from one state of it.
 */
public final class ForeignRows implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignRows.class);
    private static final long PIECE_BYTES = 16L << 20;
    /** The engine's reader takes lines up to this in any case. */
    private static final long USUAL_ROW_BYTES = 2L << 20;

    private final ForeignTables tables;
    private final JdbcConnections connections;
    private final Map<JdbcAddress, Connection> open = new ConcurrentHashMap<>();
    /** What a statement is under way on. */
    private volatile Optional<Connection> asked = Optional.empty();

    private volatile boolean aborted;

    /** Of the tables that were met while a query was translated. */
    public ForeignRows(ForeignTables tables, JdbcConnections connections) {
        this.tables = tables;
        this.connections = connections;
    }

    /**
     * Makes a temporary table for each place at which the query reads a foreign table, under the name that the place has in it.
     *
     * @throws PipitException {@code SOURCE_UNAVAILABLE} when a database cannot be reached, or not to the end; {@code SOURCE_INVALID} when
     *     it refuses, or gives a value that does not fit
     */
    public void bring(EngineSession session, TranslatedQuery query) {
        query.foreign().forEach((place, read) -> {
            PostgresTable table = tables.table(read);
            session.execute("create or replace temp table " + EngineSession.quoted(place) + " ("
                    + tables.columns(read).stream()
                            .map(PostgresColumn::column)
                            .map(c -> EngineSession.quoted(c.name()) + " " + c.storage())
                            .collect(Collectors.joining(", "))
                    + ")");
            PostgresSelect select = tables.select(read, value -> computed(session, value));
            long rows = brought(session, place, table, select);
            LOG.info(
                    "{} rows of {} columns came from {}, which was asked {} conditions",
                    rows,
                    select.columns().size(),
                    table,
                    select.conditions().size());
        });
    }

    /** What cannot be computed alone is said, or not, when the whole is: no rows are left out for it. */
    private static Optional<String> computed(EngineSession session, Computed value) {
        try {
            return session.query(
                    "SELECT CAST((" + value.sql() + ") AS VARCHAR)",
                    result -> result.next() ? Optional.ofNullable(result.getString(1)) : Optional.empty());
        } catch (PipitException e) {
            if (e.code() != ErrorCode.QUERY_FAILED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private long brought(EngineSession session, String place, PostgresTable table, PostgresSelect select) {
        Path file = piece(session);
        try {
            return streamed(session, place, table, select, file);
        } catch (SQLException e) {
            throw JdbcErrors.of(table.address(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(file);
        }
    }

    private long streamed(EngineSession session, String place, PostgresTable table, PostgresSelect select, Path file)
            throws SQLException, IOException {
        PostgresRows copy = copy(connection(table.address()), select);
        long rows = 0;
        byte[] row = copy.next();
        while (row != null) {
            long bytes = 0;
            try (OutputStream out = Files.newOutputStream(file)) {
                while (row != null && bytes < PIECE_BYTES) {
                    out.write(row);
                    bytes += row.length;
                    row = copy.next();
                }
            }
            rows += taken(session, place, table, select, new Piece(file, Math.max(bytes, USUAL_ROW_BYTES)));
        }
        asked = Optional.empty();
        return rows;
    }

    private PostgresRows copy(Connection connection, PostgresSelect select) throws SQLException {
        asked = Optional.of(connection);
        if (aborted) {
            abort();
        }
        return PostgresRows.of(connection, select);
    }

    /** Rows as CSV, none of which is longer than so many bytes. */
    private record Piece(Path file, long bytes) {}

    private static long taken(
            EngineSession session, String place, PostgresTable table, PostgresSelect select, Piece piece) {
        Map<String, String> sent = new LinkedHashMap<>();
        select.columns().forEach(c -> sent.put(c.name(), c.type().received(EngineSession.quoted(c.name()))));
        String names = sent.keySet().stream().map(EngineSession::quoted).collect(Collectors.joining(", "));
        String texts =
                sent.keySet().stream().map(name -> text(name) + ": 'VARCHAR'").collect(Collectors.joining(", "));
        try {
            return session.insert(
                    place,
                    "(" + names + ") SELECT " + String.join(", ", sent.values()) + " FROM read_csv("
                            + text(piece.file().toString())
                            + ", auto_detect = false, header = false, columns = {" + texts
                            + "}, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N', allow_quoted_nulls = false,"
                            + " new_line = '\\n', parallel = false, max_line_size = " + piece.bytes()
                            + ", buffer_size = "
                            + 2 * piece.bytes() + ")");
        } catch (PipitException e) {
            if (e.code() != ErrorCode.QUERY_FAILED) {
                throw e;
            }
            throw new PipitException(
                    ErrorCode.SOURCE_INVALID,
                    "A value of the table '" + table.written() + "' of " + table.address() + " does not fit: "
                            + e.getMessage() + " Nothing was changed. Leave such rows or the column out.",
                    e);
        }
    }

    private Connection connection(JdbcAddress address) {
        return open.computeIfAbsent(address, connections::reading);
    }

    private static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static Path piece(EngineSession session) {
        try {
            Path folder = Files.createDirectories(session.bounds().tempFolder());
            return Files.createTempFile(folder, "foreign-", ".csv");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} was not deleted: {}", file, e.getMessage());
        }
    }

    /** Ends what another thread waits for; that gets {@code SOURCE_UNAVAILABLE}. */
    public void abort() {
        aborted = true;
        asked.ifPresent(connection -> {
            try {
                PostgresRows.cancel(connection);
            } catch (SQLException e) {
                LOG.debug("A statement was not cancelled: {}", e.getMessage());
            }
        });
        asked = Optional.empty();
        open.values().forEach(connection -> {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("A connection was ended already: {}", e.getMessage());
            }
        });
    }

    /** Ends all connections, in whatever state they are: nothing was written there. */
    @Override
    public void close() {
        abort();
    }
}
