package io.pipit.intake.file;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.Feed;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.json.EventReader;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.system.SystemTables;
import io.pipit.core.sql.Dialect;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.gather.BlockShape;
import io.pipit.intake.gather.BlockTarget;
import io.pipit.intake.gather.MicrosClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes files of rows that do not go the way of events, since they take the place of others or since their data source takes no
 * events: they are read as events are, written as files of its table, and not committed. Rows that do not fit go to the quarantine by
 * the log; where there is none, the file is refused.
 */
public final class FileStage {
    private static final String STAGED = "staged rows";

    /**
     * Rows that are written.
     *
     * @param files that hold them
     * @param rows how many
     * @param quarantined how many did not fit
     * @param leftOut how many the condition is not true for
     */
    public record Staged(List<LakeFile> files, long rows, long quarantined, long leftOut) {}

    /** Has the last word on rows that are written, before those that do not fit go to the quarantine. */
    @FunctionalInterface
    public interface Acceptance {
        /** Takes whatever there is. */
        Acceptance ANY = rows -> {};

        /**
         * Refuses them by an exception: nothing is kept then.
         *
         * @throws PipitException why
         */
        void check(Staged rows);
    }

    private final EventsIntake events;
    private final Lake lake;
    private final Function<String, Optional<TableSpec>> tables;
    private final FileReading reading;
    private final Path folder;
    private final MicrosClock clock = MicrosClock.of(Clock.systemUTC());

    /**
     * Over an intake and a lake.
     *
     * @param tables the tables as they are now, by name
     * @param folder for files while they are read
     */
    public FileStage(EventsIntake events, Lake lake, Function<String, Optional<TableSpec>> tables, Path folder) {
        this.events = events;
        this.lake = lake;
        this.tables = tables;
        this.reading = new FileReading(tables, folder);
        this.folder = folder;
    }

    /**
     * Writes the rows of a file.
     *
     * @param key under which rows that do not fit are quarantined once
     * @param condition of the dialect: which rows count; the empty text for all
     * @param acceptance of what is written; where it or anything else refuses the file, nothing is quarantined
     * @throws PipitException what is wrong with the file; {@code INVALID_BODY} too when none of its rows fits
     */
    public Staged stage(
            String key,
            String dataSource,
            String condition,
            FileForm form,
            InputStream content,
            Acceptance acceptance) {
        Optional<BlockTarget> target = target(dataSource);
        BlockShape shape = target.map(BlockTarget::shape)
                .orElseGet(() -> events.shape(tables.apply(dataSource).orElseThrow()));
        TableSpec spec = shape.table().table();
        LakeTable table = lake.find(dataSource)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.NOT_READY, "The lake has no table '" + dataSource + "' yet. Try again in a moment."));
        String wanted = condition.isBlank()
                ? "true"
                : new Dialect()
                        .expression(condition, "the condition", 1, spec.columns())
                        .engineSql();
        try (Engine engine = Engine.open(reading.engine());
                EngineSession session = engine.session();
                HeldQuarantine unfit = new HeldQuarantine(folder)) {
            Rows rows = new Rows(target, shape, session, key, unfit);
            reading.read(dataSource, form, content, rows);
            rows.check();
            String fitting = "SELECT * FROM " + EngineSession.quoted(STAGED) + " WHERE (" + wanted + ") IS TRUE";
            List<LakeFile> files = rows.fitting == 0 ? List.of() : table.write(session, spec, fitting);
            long written = files.stream().mapToLong(LakeFile::rows).sum();
            Staged staged = new Staged(files, written, unfit.rows(), rows.fitting - written);
            accepted(table, staged, acceptance, rows);
            return staged;
        } catch (IOException | UncheckedIOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY, "The file broke off or cannot be kept: " + e.getMessage(), e);
        }
    }

    private static void accepted(LakeTable table, Staged staged, Acceptance acceptance, Rows rows) throws IOException {
        try {
            acceptance.check(staged);
            rows.quarantine();
        } catch (RuntimeException e) {
            table.discard(staged.files());
            throw e;
        }
    }

    /** Where rows go that do not fit; empty for a table of pipes. */
    private Optional<BlockTarget> target(String dataSource) {
        return byPipes(dataSource) ? Optional.empty() : Optional.of(events.target(dataSource));
    }

    /** Whether a data source takes no events: views or copies write it. Rows of files are committed to it as theirs are. */
    public boolean byPipes(String dataSource) {
        return !events.takes(dataSource)
                && tables.apply(dataSource).isPresent()
                && !SystemTables.own(dataSource)
                && !QuarantineTable.named(dataSource);
    }

    /** Gathers pieces in the engine, which spills to disk. */
    private final class Rows implements FileRows.Sink {
        private final Optional<BlockTarget> target;
        private final BlockShape shape;
        private final TableSpec spec;
        private final EngineSession session;
        private final String key;
        private final String feed;
        private final long number = clock.micros();
        private final HeldQuarantine unfit;
        private BlockHeader header;
        private String firstUnfit = "";
        private int blocks;
        private long fitting;

        Rows(Optional<BlockTarget> target, BlockShape shape, EngineSession session, String key, HeldQuarantine unfit) {
            this.unfit = unfit;
            this.target = target;
            this.shape = shape;
            this.spec = shape.table().table();
            this.session = session;
            this.key = key;
            this.feed = Feed.change(spec.name());
            session.createFromRows(STAGED, true, spec, List.of());
        }

        @Override
        public void take(byte[] lines) {
            events.check(); // the disk may have filled meanwhile
            BlockBuilder builder = new BlockBuilder(shape.table());
            try (EventReader reader = new EventReader(lines, lines.length, EventFormat.NDJSON, number)) {
                while (reader.readInto(builder, Long.MAX_VALUE)) {
                    // it reads on
                }
            }
            Block block = shape.build(builder, number, key, blocks);
            header = block.header();
            fitting += header.rowCount();
            if (header.rowCount() > 0) {
                session.insertRows(STAGED, spec, List.of(SourceRows.raw(feed, blocks, number, number, block.rows())));
            }
            if (header.quarantinedCount() > 0) {
                keep(block);
            }
            blocks++;
        }

        private void keep(Block block) {
            if (target.isEmpty()) {
                throw new PipitException(
                        ErrorCode.INVALID_BODY,
                        "A row of the file does not fit '" + spec.name() + "': " + shape.unfit(block)
                                + ". It has no quarantine for such rows, since views or copies write it. Nothing was changed.");
            }
            if (firstUnfit.isEmpty()) {
                firstUnfit = shape.unfit(block);
            }
            try {
                unfit.keep(block);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Refuses a file none of whose rows fits. */
        void check() {
            if (fitting == 0 && unfit.rows() > 0) {
                throw new PipitException(
                        ErrorCode.INVALID_BODY,
                        "None of the file's " + Counted.of(unfit.rows(), "row") + " fits '" + spec.name()
                                + "'; of the first: " + firstUnfit + ". Nothing was changed.");
            }
        }

        /** Returns when what does not fit is durable. */
        void quarantine() throws IOException {
            if (unfit.rows() > 0) {
                unfit.release(target.orElseThrow(), header);
            }
        }
    }
}
