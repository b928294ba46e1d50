package io.pipit.intake.file;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Function;

/** Reads files of any form as pieces of NDJSON for a data source. What cannot be read while it arrives is kept in a folder meanwhile. */
final class FileReading {
    private static final long ENGINE_BYTES = 128L << 20;

    private final Function<String, Optional<TableSpec>> tables;
    private final Path folder;

    FileReading(Function<String, Optional<TableSpec>> tables, Path folder) {
        this.tables = tables;
        this.folder = folder;
    }

    /** Bounds of an engine for one file. */
    EngineConfig engine() {
        return new EngineConfig(1, ENGINE_BYTES, folder.resolve("spill"));
    }

    void read(String dataSource, FileForm form, InputStream content, FileRows.Sink pieces) throws IOException {
        Optional<TableSpec> table = tables.apply(dataSource);
        if (table.isEmpty()) {
            pieces.take(new byte[] {'\n'}); // the intake says which names there are
        } else if (form == FileForm.NDJSON) {
            FileRows.lines(content, pieces);
        } else {
            kept(table.get(), form, content, pieces);
        }
    }

    private void kept(TableSpec table, FileForm form, InputStream content, FileRows.Sink pieces) throws IOException {
        Path file = null;
        try {
            Files.createDirectories(folder);
            file = Files.createTempFile(folder, "file-", "." + form.label());
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            try (Engine engine = Engine.open(engine());
                    EngineSession session = engine.session()) {
                new FileRows(table, session).read(file, form, pieces);
            }
        } finally {
            deleteQuietly(file);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // the folder is emptied when the process starts
        }
    }
}
