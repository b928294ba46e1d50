package io.pipit.cli.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the datafiles of a project from its folder and the folders in it. */
public final class ProjectFolder {
    private static final Set<String> ENDINGS = Set.of(".datasource", ".pipe", ".connection");
    private static final Set<String> SKIPPED = Set.of("node_modules", "target");

    private final Path root;

    /**
     * A project.
     *
     * @throws PipitException {@code INVALID_PROJECT} when it is no folder
     */
    public ProjectFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(this.root)) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "There is no project folder " + this.root + ". Name a folder with .datasource and .pipe files.");
        }
    }

    /** The folder. */
    public Path root() {
        return root;
    }

    /**
     * The texts as they are now.
     *
     * @throws PipitException {@code INVALID_PROJECT} when there are none
     */
    public ProjectFiles read() {
        SortedMap<String, String> texts = new TreeMap<>();
        try {
            Files.walkFileTree(root, new Reader(texts));
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "The project folder " + root + " cannot be read: " + e.getMessage(), e);
        }
        if (texts.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "There are no .datasource or .pipe files in " + root + ". Is it the project folder?");
        }
        return new ProjectFiles(texts);
    }

    /** Whether a folder of this name belongs to projects. */
    static boolean isSearched(Path folder) {
        String name = folder.getFileName().toString();
        return !name.startsWith(".") && !SKIPPED.contains(name);
    }

    /** Whether a file is one of those that are compiled. */
    static boolean isDatafile(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && ENDINGS.stream().anyMatch(name::endsWith);
    }

    private final class Reader extends SimpleFileVisitor<Path> {
        private final SortedMap<String, String> texts;

        Reader(SortedMap<String, String> texts) {
            this.texts = texts;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || isSearched(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (isDatafile(file)) {
                texts.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
