package io.pipit.cli.client;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A file of events.
 *
 * @param path NDJSON, plain or gzip
 * @param dataSource where they go: the file's name without its endings
 */
public record EventFile(Path path, String dataSource) {
    private static final String PLAIN = ".ndjson";
    private static final String ZIPPED = ".ndjson.gz";

    /**
     * The file itself, or the files of a folder in the order of their names.
     *
     * @throws PipitException {@code INVALID_ARGUMENT} when there is none
     */
    public static List<EventFile> find(Path path) {
        if (Files.isRegularFile(path) && isEvents(path)) {
            return List.of(of(path));
        }
        if (Files.isDirectory(path)) {
            List<EventFile> found = inFolder(path);
            if (!found.isEmpty()) {
                return found;
            }
        }
        throw new PipitException(
                ErrorCode.INVALID_ARGUMENT,
                "There are no events at " + path
                        + ". Expected is a file DATASOURCE.ndjson or DATASOURCE.ndjson.gz, or a folder of such files.");
    }

    /** The lines, decompressed. */
    public InputStream open() throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        return path.toString().endsWith(".gz") ? new GZIPInputStream(file, 1 << 16) : file;
    }

    private static List<EventFile> inFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(EventFile::isEvents).sorted().map(EventFile::of).toList();
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static EventFile of(Path path) {
        String name = path.getFileName().toString();
        return new EventFile(path, name.substring(0, name.indexOf(PLAIN)));
    }

    private static boolean isEvents(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(PLAIN) || name.endsWith(ZIPPED);
    }
}
