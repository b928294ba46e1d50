package io.pipit.core.lake.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Iceberg's files in a local or mounted folder. Iceberg itself brings only one that needs Hadoop. Locations are absolute paths,
 * or {@code file:} URIs.
 */
public final class LocalFileIO implements FileIO, SupportsPrefixOperations {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFileIO.class);
    private static final long serialVersionUID = 1L;

    /** Iceberg makes it by reflection. */
    public LocalFileIO() {}

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInputFile(location, path(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutputFile(location, path(location));
    }

    @Override
    public void deleteFile(String location) {
        try {
            Files.delete(path(location));
        } catch (NoSuchFileException e) {
            throw new NotFoundException(e, "There is no file %s", location);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "The file %s cannot be deleted", location);
        }
    }

    /** All files below a folder; none when there is no such folder. A file that goes meanwhile counts as new and empty. */
    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Path folder = path(prefix);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(LocalFileIO::info).toList();
        } catch (IOException | UncheckedIOException e) {
            throw new RuntimeIOException(new IOException(e), "The folder %s cannot be listed", prefix);
        }
    }

    private static FileInfo info(Path file) {
        try {
            return new FileInfo(
                    file.toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            return new FileInfo(file.toString(), 0, Long.MAX_VALUE);
        }
    }

    /** Removes a folder and those in it, as far as they are empty. */
    @Override
    public void deletePrefix(String prefix) {
        try (Stream<Path> all = Files.walk(path(prefix))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.info("The folder {} stays: {}", prefix, e.getMessage());
        }
    }

    /** The path of a location. */
    public static Path path(String location) {
        return location.startsWith("file:") ? Path.of(URI.create(location).getPath()) : Path.of(location);
    }
}
