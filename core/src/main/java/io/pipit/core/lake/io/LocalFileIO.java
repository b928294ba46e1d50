package io.pipit.core.lake.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
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

    /** All files below a folder; none when there is no such folder. What goes meanwhile is left out. */
    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Path folder = path(prefix);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        Listing listing = new Listing();
        try {
            Files.walkFileTree(folder, listing);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "The folder %s cannot be listed", prefix);
        }
        return listing.files;
    }

    /** Writers make and delete files while others list them. */
    private static final class Listing extends SimpleFileVisitor<Path> {
        private final List<FileInfo> files = new ArrayList<>();

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
            if (found.isRegularFile()) {
                files.add(new FileInfo(
                        file.toString(), found.size(), found.lastModifiedTime().toMillis()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            return going(failure);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
            return going(failure);
        }

        private static FileVisitResult going(IOException failure) throws IOException {
            if (failure == null || failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }

    /** Removes a folder and those in it, as far as they are empty. */
    @Override
    public void deletePrefix(String prefix) {
        try (Stream<Path> all = Files.walk(path(prefix))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.info("The folder {} stays: {}", prefix, e.getMessage());
        }
    }

    /** The path of a location. */
    public static Path path(String location) {
        return location.startsWith("file:") ? Path.of(URI.create(location).getPath()) : Path.of(location);
    }
}
