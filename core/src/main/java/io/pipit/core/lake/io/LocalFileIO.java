package io.pipit.core.lake.io;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Iceberg's files in a local or mounted folder. Iceberg itself brings only one that needs Hadoop. Locations are absolute paths,
 * or {@code file:} URIs.
 */
public final class LocalFileIO implements FileIO {
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

    /** The path of a location. */
    public static Path path(String location) {
        return location.startsWith("file:") ? Path.of(URI.create(location).getPath()) : Path.of(location);
    }
}
