package io.pipit.intake.file;

import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.sql.Dialect;
import io.pipit.intake.ContentCoding;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.EventsRequest;
import io.pipit.intake.Receipt;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends quarantined rows once more, as they were sent, through the edge's parser as it is now: those that fit become events, the others
 * are quarantined with what is wrong with them now. Rows go in the order of their identity, in pieces; each has a key that is made of the
 * replay's and its number, so that a piece that was sent before somebody died is not taken twice.
 */
public final class QuarantineReplay {
    private static final int PAGE_ROWS = 5_000;
    private static final int PIECE_BYTES = 1 << 20;

    private final EventsIntake events;
    private final Lake lake;
    private final Function<String, Optional<TableSpec>> tables;
    private final FileReading reading;

    /**
     * Over an intake and a lake.
     *
     * @param tables the tables as they are now, by name
     * @param folder for what the engine spills
     */
    public QuarantineReplay(EventsIntake events, Lake lake, Function<String, Optional<TableSpec>> tables, Path folder) {
        this.events = events;
        this.lake = lake;
        this.tables = tables;
        this.reading = new FileReading(tables, folder);
    }

    /**
     * How far a replay is.
     *
     * @param last identity of the last row that is taken, as the engine writes it: {@code ('log:events', 0, 17, 3)}; or the empty text
     * @param pieces that are taken
     * @param rows that fitted
     * @param quarantined rows that did not fit again
     */
    public record Progress(String last, int pieces, long rows, long quarantined) {
        /** Nothing is taken yet. */
        public static final Progress NONE = new Progress("", 0, 0, 0);
    }

    private record Row(String identity, String line) {}

    /**
     * Sends what is left of a replay.
     *
     * @param key of the replay
     * @param rows of the engine, over hidden columns: the quarantined rows of the lake that the replay is about; their number does not grow
     * @param condition of the dialect, which of them; the empty text for all
     * @param noted learns of each piece when it is durable
     * @throws PipitException as for events; what was noted is taken
     */
    public void send(
            String key, String dataSource, String rows, String condition, Progress from, Consumer<Progress> noted) {
        TableSpec quarantine = tables.apply(QuarantineTable.nameOf(dataSource))
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_DATA_SOURCE,
                        "There is no data source '" + dataSource + "' with a quarantine."));
        LakeTable table = lake.find(quarantine.name())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.NOT_READY, "The lake has no table '" + quarantine.name() + "' yet."));
        String wanted = condition.isBlank()
                ? "true"
                : new Dialect()
                        .expression(condition, "the condition", 1, quarantine.columns())
                        .engineSql();
        Progress progress = from;
        try (Engine engine = Engine.open(reading.engine());
                EngineSession session = engine.session()) {
            List<Row> page = page(session, table, quarantine, rows, wanted, progress);
            while (!page.isEmpty()) {
                for (int next = 0; next < page.size(); ) {
                    int end = end(page, next);
                    progress = sent(key, dataSource, page.subList(next, end), progress);
                    noted.accept(progress);
                    next = end;
                }
                page = page(session, table, quarantine, rows, wanted, progress);
            }
        }
    }

    private static List<Row> page(
            EngineSession session,
            LakeTable table,
            TableSpec quarantine,
            String rows,
            String wanted,
            Progress progress) {
        String beyond = progress.last().isEmpty() ? "" : " AND (_feed, _part, _off, _row) > " + progress.last();
        String sql = "SELECT _feed, _part, _off, _row, " + QuarantineTable.RAW + " FROM "
                + table.scanSql(quarantine, table.refresh().files()) + " AS t WHERE (" + rows + ") AND (" + wanted
                + ") IS TRUE" + beyond + " ORDER BY _feed, _part, _off, _row LIMIT " + PAGE_ROWS;
        return session.query(sql, result -> {
            List<Row> page = new ArrayList<>();
            while (result.next()) {
                String identity = "('" + result.getString(1).replace("'", "''") + "', " + result.getInt(2) + ", "
                        + result.getLong(3) + ", " + result.getInt(4) + ")";
                // Line breaks within an event are white space; here they would end it.
                page.add(
                        new Row(identity, result.getString(5).replace('\n', ' ').replace('\r', ' ')));
            }
            return page;
        });
    }

    /** Where a piece ends that begins at some row: the same each time. */
    private static int end(List<Row> page, int from) {
        int end = from;
        int bytes = 0;
        while (end < page.size() && (end == from || bytes < PIECE_BYTES)) {
            bytes += page.get(end).line().length();
            end++;
        }
        return end;
    }

    private Progress sent(String key, String dataSource, List<Row> rows, Progress before) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        rows.forEach(row -> lines.writeBytes((row.line() + "\n").getBytes(StandardCharsets.UTF_8)));
        EventsRequest request = new EventsRequest(
                dataSource,
                EventFormat.NDJSON,
                ContentCoding.IDENTITY,
                new ByteArrayInputStream(lines.toByteArray()),
                lines.size(),
                "replay:" + key + "#" + (before.pieces() + 1));
        Receipt receipt = durable(request);
        return new Progress(
                rows.get(rows.size() - 1).identity(),
                before.pieces() + 1,
                before.rows() + receipt.successfulRows(),
                before.quarantined() + receipt.quarantinedRows());
    }

    private Receipt durable(EventsRequest request) {
        try {
            return events.accept(request).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
