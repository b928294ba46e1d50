package io.pipit.core.project;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the datafiles of a project from its folder, wherever in it they are. Hidden folders, {@code node_modules}, build
 * output and {@code vendor} (data sources of other workspaces) are left out, links are not followed; fixtures and tests are
 * not datafiles and stay where they are.
 */
public final class ProjectFolder {
    /** The largest datafile, in bytes. */
    public static final int MAX_FILE_BYTES = 1 << 20;
    /** The most datafiles. */
    public static final int MAX_FILES = 10_000;

    private static final Set<String> SUFFIXES = Set.of(".datasource", ".pipe", ".connection");
    private static final Set<String> SKIPPED = Set.of("node_modules", "target", "vendor", "__pycache__");

    private ProjectFolder() {}

    /**
     * The datafiles of a folder.
     *
     * @throws PipitException {@code INVALID_PROJECT} when the folder has none or is not there, {@code FILE_SYNTAX} when a file is too
     *     large or not UTF-8
     */
    public static ProjectFiles read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "There is no folder '" + folder + "'; name the folder of a project.");
        }
        SortedMap<String, String> texts = new TreeMap<>();
        try {
            Files.walkFileTree(folder, new Collector(folder, texts));
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "The project folder '" + folder + "' cannot be read: " + e.getMessage(),
                    e);
        }
        if (texts.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "The folder '" + folder + "' has no datafiles; a project has at least one .datasource file, for "
                            + "instance datasources/events.datasource.");
        }
        return new ProjectFiles(texts);
    }

    /** Whether a file's name is that of a datafile: what a watcher of the folder looks at. */
    public static boolean datafile(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && SUFFIXES.stream().anyMatch(name::endsWith);
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final SortedMap<String, String> texts;

        Collector(Path folder, SortedMap<String, String> texts) {
            this.folder = folder;
            this.texts = texts;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = String.valueOf(directory.getFileName());
            boolean skipped = name.startsWith(".") || SKIPPED.contains(name);
            return skipped && !directory.equals(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!attributes.isRegularFile() || !datafile(file)) {
                return FileVisitResult.CONTINUE;
            }
            String path = folder.relativize(file).toString().replace('\\', '/');
            if (texts.size() >= MAX_FILES) {
                throw new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The folder has more than " + MAX_FILES + " datafiles; name the folder of one project.");
            }
            texts.put(path, text(path, file, attributes.size()));
            return FileVisitResult.CONTINUE;
        }

        private static String text(String path, Path file, long size) throws IOException {
            if (size > MAX_FILE_BYTES) {
                throw new PipitException(
                        ErrorCode.FILE_SYNTAX,
                        "The file has " + size + " bytes; a datafile has at most " + MAX_FILE_BYTES + ".",
                        new SourcePosition(path, 1, 0),
                        null);
            }
            byte[] bytes = Files.readAllBytes(file);
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new PipitException(
                        ErrorCode.FILE_SYNTAX,
                        "The file is not UTF-8; save it in that encoding.",
                        new SourcePosition(path, firstBadLine(bytes), 0),
                        e);
            }
        }

        private static int firstBadLine(byte[] bytes) {
            String lenient = new String(bytes, StandardCharsets.UTF_8);
            int bad = Math.max(0, lenient.indexOf('\uFFFD'));
            return (int) lenient.substring(0, bad)
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
        }
    }
}
