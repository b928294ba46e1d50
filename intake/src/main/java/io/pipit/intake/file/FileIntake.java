package io.pipit.intake.file;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.intake.ContentCoding;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.EventsRequest;
import io.pipit.intake.Receipt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Takes files of rows: each becomes events, in pieces of some megabytes, one after the other. */
public final class FileIntake {
    private final EventsIntake events;
    private final FileReading reading;

    /**
     * Over an intake.
     *
     * @param tables the tables as they are now, by name
     * @param folder for files while they are read
     */
    public FileIntake(EventsIntake events, Function<String, Optional<TableSpec>> tables, Path folder) {
        this.events = events;
        this.reading = new FileReading(tables, folder);
    }

    /**
     * Refuses a data source that takes no events; nothing is appended.
     *
     * @throws PipitException {@code UNKNOWN_DATA_SOURCE}, and whatever else keeps the intake from taking any
     */
    public void check(String dataSource) {
        events.target(dataSource);
    }

    /**
     * Appends the rows of a file; returns when they are durable.
     *
     * @param key under which the same file may be sent again: a piece of it that is in the log is not taken twice; or the empty text
     * @throws PipitException what is wrong with it, and how many rows were taken before
     */
    public Receipt append(String dataSource, FileForm form, InputStream content, String key) {
        Pieces pieces = new Pieces(dataSource, key);
        try {
            reading.read(dataSource, form, content, pieces);
        } catch (IOException | UncheckedIOException e) {
            throw pieces.broken(new PipitException(
                    ErrorCode.INVALID_BODY, "The file broke off or cannot be kept: " + e.getMessage(), e));
        } catch (PipitException e) {
            throw pieces.broken(e);
        }
        return pieces.receipt();
    }

    /** Sends pieces and adds up what became of them. */
    private final class Pieces implements FileRows.Sink {
        private final String dataSource;
        private final String key;
        private final TreeMap<LogPartition, Long> position = new TreeMap<>();
        private int sent;
        private int rows;
        private int quarantined;

        Pieces(String dataSource, String key) {
            this.dataSource = dataSource;
            this.key = key;
        }

        @Override
        public void take(byte[] lines) {
            sent++;
            EventsRequest request = new EventsRequest(
                    dataSource,
                    EventFormat.NDJSON,
                    ContentCoding.IDENTITY,
                    new ByteArrayInputStream(lines),
                    lines.length,
                    key.isEmpty() ? "" : key + "#" + sent);
            Receipt receipt = durable(request);
            rows += receipt.successfulRows();
            quarantined += receipt.quarantinedRows();
            receipt.position().next().forEach((partition, next) -> position.merge(partition, next, Math::max));
        }

        private Receipt durable(EventsRequest request) {
            try {
                return events.accept(request).join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }

        Receipt receipt() {
            return new Receipt(rows, quarantined, new PositionVector(position));
        }

        PipitException broken(PipitException failure) {
            if (rows + quarantined == 0) {
                return failure;
            }
            String next = key.isEmpty()
                    ? " Send the rest, or delete those rows first; with an Idempotency-Key the same file could be sent again."
                    : " Send the same file again with the same Idempotency-Key: what is there is not taken twice.";
            return new PipitException(
                    failure.code(),
                    "After " + Counted.of(rows + quarantined, "row of the file was", "rows of the file were")
                            + " taken: " + failure.getMessage() + next,
                    failure);
        }
    }
}
