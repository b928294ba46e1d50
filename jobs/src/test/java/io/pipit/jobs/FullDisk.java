package io.pipit.jobs;

import io.pipit.core.lake.io.LocalFileIO;
import java.io.IOException;
import java.util.Optional;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** Files of a warehouse whose disk has no room left for those of one table, or takes long to write them, when a test says so. Static, because it is made by its name. */
public final class FullDisk implements FileIO, SupportsPrefixOperations {
    private static final long serialVersionUID = 1L;
    private static volatile Optional<String> full = Optional.empty();
    private static volatile String stopped = "";
    private static volatile Gate gates = new Gate();

    private final LocalFileIO files = new LocalFileIO();

    /** Iceberg makes it by reflection. */
    public FullDisk() {}

    /** From now on nothing can be written for this table; nothing for room again. */
    public static void of(Optional<String> table) {
        full = table;
    }

    /** Who writes the next file with this in its path stops at the gate. */
    public static void stopAt(Gate gate, String path) {
        stopped = path;
        gates = gate;
    }

    @Override
    public OutputFile newOutputFile(String location) {
        if (full.filter(table -> location.contains("/" + table)).isPresent()) {
            throw new RuntimeIOException(
                    new IOException(location + ": No space left on device"), "The file %s cannot be written", location);
        }
        if (!stopped.isEmpty() && location.contains(stopped)) {
            stopped = "";
            gates.pass();
        }
        return files.newOutputFile(location);
    }

    @Override
    public InputFile newInputFile(String location) {
        return files.newInputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        files.deleteFile(location);
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        return files.listPrefix(prefix);
    }

    @Override
    public void deletePrefix(String prefix) {
        files.deletePrefix(prefix);
    }
}
