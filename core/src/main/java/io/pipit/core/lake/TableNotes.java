package io.pipit.core.lake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** Texts beside a table's files, for whoever goes on with what was begun; each is an orphan some day. Thread-safe. */
public final class TableNotes {
    private final String table;
    private final FileIO files;
    private final String folder;

    TableNotes(String table, FileIO files, String location) {
        this.table = table;
        this.files = files;
        this.folder = location + "/notes/";
    }

    /** Keeps a text under a name, in the place of the one before. */
    public void put(String name, byte[] text) {
        try (PositionOutputStream out = files.newOutputFile(folder + name).createOrOverwrite()) {
            out.write(text);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED, "A note beside " + table + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** A text that was kept; empty also when it cannot be read. */
    public Optional<byte[]> find(String name) {
        InputFile file = files.newInputFile(folder + name);
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = file.newStream()) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
