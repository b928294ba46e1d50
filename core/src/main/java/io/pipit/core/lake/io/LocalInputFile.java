package io.pipit.core.lake.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** A file to read. */
record LocalInputFile(String location, Path path) implements InputFile {
    @Override
    public long getLength() {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            throw new NotFoundException(e, "There is no file %s", location);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "The size of %s cannot be read", location);
        }
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            return new LocalInputStream(path);
        } catch (NoSuchFileException e) {
            throw new NotFoundException(e, "There is no file %s", location);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "The file %s cannot be read", location);
        }
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }
}
