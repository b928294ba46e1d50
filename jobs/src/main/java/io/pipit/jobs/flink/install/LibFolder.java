package io.pipit.jobs.flink.install;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the libraries that jobs need into the {@code lib/} folder of a Flink installation, from the class path of this process. */
public final class LibFolder {
    /** DuckDB's code for this platform, where it lies beside its jar instead of within it. */
    private static final String NATIVE = "libduckdb_java.so";

    /** The part of the AWS SDK that is asked for; it brings the others. */
    private static final String SDK = "s3";

    private final List<Path> classPath;

    /** From the class path of this process. */
    public LibFolder() {
        this(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList());
    }

    LibFolder(List<Path> classPath) {
        this.classPath = List.copyOf(classPath);
    }

    /**
     * What was done.
     *
     * @param added files that were not there
     * @param removed files of other versions of the same libraries
     * @param total how many libraries the folder has now
     */
    public record Prepared(List<String> added, List<String> removed, int total) {}

    /**
     * Adds what is missing, and takes away other versions of the same libraries. What else lies there is left alone.
     *
     * @throws PipitException {@code LIBRARY_MISSING} when this process has not all of them itself, {@code STORAGE_FAILED} when the
     *     folder cannot be written to
     */
    public Prepared prepare(Path folder) {
        List<Path> wanted = wanted();
        List<String> names =
                wanted.stream().map(file -> file.getFileName().toString()).toList();
        List<String> added = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (Path old : present(folder)) {
                if (!names.contains(old.getFileName().toString())) {
                    Files.delete(old);
                    removed.add(old.getFileName().toString());
                }
            }
            for (Path file : wanted) {
                Path target = folder.resolve(file.getFileName());
                if (!Files.exists(target) || Files.size(target) != Files.size(file)) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    added.add(target.getFileName().toString());
                }
            }
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED, "The libraries cannot be put into " + folder + ": " + e.getMessage(), e);
        }
        return new Prepared(added, removed, names.size());
    }

    private List<Path> wanted() {
        List<Path> wanted = new ArrayList<>();
        for (Library library : Library.all()) {
            Optional<Path> jar = jar(library);
            if (jar.isEmpty() && library.need() == Library.Need.ALWAYS) {
                throw new PipitException(
                        ErrorCode.LIBRARY_MISSING,
                        "This process has no jar of " + library.name()
                                + " itself. Build Pipit ('mvn -q -DskipTests package'), and use ./pipit.");
            }
            jar.ifPresent(wanted::add);
        }
        wanted.addAll(natives(wanted.get(0).toAbsolutePath().getParent()));
        return wanted;
    }

    /** Parts of the AWS SDK have one version, and names that others have, too. */
    private Optional<Path> jar(Library library) {
        String version = library.unmistakable()
                ? ""
                : version(Library.all().stream()
                        .filter(other -> other.name().equals(SDK))
                        .findFirst()
                        .orElseThrow());
        return classPath.stream()
                .filter(file -> library.is(file.getFileName().toString()))
                .filter(file -> file.getFileName().toString().endsWith(version + ".jar"))
                .findFirst();
    }

    private String version(Library library) {
        return classPath.stream()
                .map(file -> file.getFileName().toString())
                .filter(library::is)
                .map(name -> name.substring(library.name().length(), name.length() - ".jar".length()))
                .findFirst()
                .orElse("-none");
    }

    private static List<Path> natives(Path besideDuckDb) {
        try (Stream<Path> files = Files.list(besideDuckDb)) {
            return files.filter(file -> file.getFileName().toString().startsWith(NATIVE))
                    .toList();
        } catch (IOException e) {
            throw new PipitException(ErrorCode.STORAGE_FAILED, besideDuckDb + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Path> present(Path folder) throws IOException {
        List<Library> libraries = Library.all();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return libraries.stream().anyMatch(library -> library.unmistakable() && library.is(name));
                    })
                    .toList();
        }
    }
}
