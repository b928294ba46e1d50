package io.pipit.core.project;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a project's secrets are kept on this machine: {@code .env} and, before it, {@code .env.local} in the project's folder.
 * An environment variable {@code PIPIT_SECRET_NAME} comes before both.
 */
public final class SecretFiles {
    /** What the command {@code secret} writes. */
    public static final String LOCAL = ".env.local";

    private static final List<String> FILES = List.of(".env", LOCAL);
    private static final String PREFIX = "PIPIT_SECRET_";

    private final Path project;

    /** Of a project's folder. */
    public SecretFiles(Path project) {
        this.project = project;
    }

    /** Whether a file of this name holds secrets. */
    public static boolean holds(Path file) {
        return FILES.contains(String.valueOf(file.getFileName()));
    }

    /**
     * All that are set.
     *
     * @throws PipitException {@code FILE_SYNTAX} when a file cannot be read
     */
    public Variables read(Map<String, String> environment) {
        SortedMap<String, String> values = new TreeMap<>();
        FILES.forEach(file -> values.putAll(read(file)));
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                values.put(name.substring(PREFIX.length()), value);
            }
        });
        return Variables.of(values);
    }

    /** Sets a secret in {@value #LOCAL}, which only the owner may read. */
    public void set(String name, String value) {
        SortedMap<String, String> values = read(LOCAL);
        values.put(name, value);
        write(values);
    }

    /** Removes a secret from {@value #LOCAL}; whether it was there. */
    public boolean remove(String name) {
        SortedMap<String, String> values = read(LOCAL);
        boolean there = values.remove(name) != null;
        if (there) {
            write(values);
        }
        return there;
    }

    private SortedMap<String, String> read(String name) {
        Path file = project.resolve(name);
        try {
            return Files.isRegularFile(file) ? EnvFile.read(Files.readString(file), name) : new TreeMap<>();
        } catch (IOException e) {
            throw new PipitException(ErrorCode.FILE_SYNTAX, "The file " + file + " cannot be read as text.", e);
        }
    }

    private void write(SortedMap<String, String> values) {
        Path file = project.resolve(LOCAL);
        try {
            Path written = Files.createTempFile(project, ".env", ".tmp");
            if (Files.getFileStore(written).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(
                    written,
                    "# Secrets for this machine; keep this file out of version control.\n" + EnvFile.write(values));
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED, "The secrets cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
