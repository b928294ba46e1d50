package io.pipit.core.project;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.reconcile.ReconcileFiles;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the datafiles of a project from its folder, wherever in it they are, the include files beside them, the definitions in
 * {@code reconcile/} and the schedules in {@code cron-configs/}. Hidden
 * folders, {@code node_modules}, build output and {@code vendor} (data sources of other workspaces) are left out, links are
 * not followed; fixtures and tests are not datafiles and stay where they are.
 */
public final class ProjectFolder {
    /** The largest datafile, in bytes. */
    public static final int MAX_FILE_BYTES = 1 << 20;
    /** The most datafiles. */
    public static final int MAX_FILES = 10_000;

    private static final Set<String> SUFFIXES = Set.of(".datasource", ".pipe", ".connection", ".incl");
    /** The folder of schedules, in the folder of the project. */
    public static final String CRON_CONFIGS = "cron-configs";

    private static final Set<String> SKIPPED = Set.of("node_modules", "target", "vendor", "__pycache__");

    /**
     * What was read.
     *
     * @param files those that could be read
     * @param problems one for each that could not, because of its size or its encoding
     */
    public record Scan(ProjectFiles files, List<Problem> problems) {
        /** Copies the list. */
        public Scan {
            problems = List.copyOf(problems);
        }
    }

    private ProjectFolder() {}

    /**
     * The datafiles of a folder.
     *
     * @throws PipitException {@code INVALID_PROJECT} when the folder has none or is not there, {@code FILE_SYNTAX} when a file is too
     *     large or not UTF-8
     */
    public static ProjectFiles read(Path folder) {
        Scan scan = scan(folder);
        if (!scan.problems().isEmpty()) {
            Problem first = scan.problems().get(0);
            throw new PipitException(first.code(), first.message(), first.position(), null);
        }
        return scan.files();
    }

    /**
     * The datafiles of a folder, and what is wrong with those that cannot be read.
     *
     * @throws PipitException {@code INVALID_PROJECT} when the folder has none or is not there
     */
    public static Scan scan(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "There is no folder '" + folder + "'; name the folder of a project.");
        }
        Collector collector = new Collector(folder);
        try {
            Files.walkFileTree(folder, collector);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "The project folder '" + folder + "' cannot be read: " + e.getMessage(),
                    e);
        }
        if (collector.texts.keySet().stream().noneMatch(path -> datafile(Path.of(path)))
                && collector.problems.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "The folder '" + folder + "' has no datafiles; a project has at least one .datasource file, for "
                            + "instance datasources/events.datasource.");
        }
        return new Scan(new ProjectFiles(collector.texts, collector.variables()), collector.problems);
    }

    /** Whether a file's name is that of a datafile: what a watcher of the folder looks at. */
    public static boolean datafile(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && (SUFFIXES.stream().anyMatch(name::endsWith) || definition(file));
    }

    private static boolean definition(Path file) {
        Path folder = file.getParent();
        return folder != null
                && folder.getFileName() != null
                && ReconcileFiles.holds(folder.getFileName() + "/" + file.getFileName());
    }

    /** Whether a folder inside a project may hold datafiles. */
    public static boolean searched(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return !name.startsWith(".") && !SKIPPED.contains(name);
    }

    /** Whether a change of this file may change the project. */
    public static boolean watched(Path file) {
        return datafile(file) || schedules(file) || SecretFiles.holds(file);
    }

    /** Whether a file says when something runs: it travels with the datafiles. */
    private static boolean schedules(Path file) {
        Path parent = file.getParent();
        String name = String.valueOf(file.getFileName());
        return parent != null
                && String.valueOf(parent.getFileName()).equals(CRON_CONFIGS)
                && !name.startsWith(".")
                && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final SortedMap<String, String> texts = new TreeMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Collector(Path folder) {
            this.folder = folder;
        }

        Variables variables() {
            try {
                return new SecretFiles(folder).read(System.getenv());
            } catch (PipitException e) {
                problems.add(new Problem(
                        Problem.Severity.ERROR,
                        e.code(),
                        e.position().orElse(new SourcePosition(SecretFiles.LOCAL, 1, 0)),
                        e.getMessage()));
                return Variables.NONE;
            }
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(folder) || searched(directory)
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            boolean ofSchedules = schedules(file) && file.getParent().equals(folder.resolve(CRON_CONFIGS));
            if (!attributes.isRegularFile() || !datafile(file) && !ofSchedules) {
                return FileVisitResult.CONTINUE;
            }
            if (texts.size() >= MAX_FILES) {
                throw new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The folder has more than " + MAX_FILES + " datafiles; name the folder of one project.");
            }
            String path = folder.relativize(file).toString().replace('\\', '/');
            if (definition(file) && !ReconcileFiles.holds(path)) {
                return FileVisitResult.CONTINUE; // a folder of that name that is not the project's own
            }
            if (attributes.size() > MAX_FILE_BYTES) {
                problem(
                        path,
                        1,
                        "The file has " + attributes.size() + " bytes; a datafile has at most " + MAX_FILE_BYTES + ".");
            } else {
                text(path, Files.readAllBytes(file));
            }
            return FileVisitResult.CONTINUE;
        }

        private void text(String path, byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (utf16(bytes)) {
                problem(path, 1, "The file is UTF-16; save it as UTF-8.");
                return;
            }
            int binary = text.indexOf('\0');
            if (binary >= 0) {
                problem(
                        path,
                        line(text, binary),
                        "The file is not a text: it holds zero bytes. Save it as UTF-8 text.");
                return;
            }
            try {
                texts.put(
                        path,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)
                                .decode(ByteBuffer.wrap(bytes))
                                .toString());
            } catch (CharacterCodingException e) {
                problem(
                        path,
                        line(text, Math.max(0, text.indexOf('\uFFFD'))),
                        "The file is not UTF-8; save it in that encoding.");
            }
        }

        private static boolean utf16(byte[] bytes) {
            return bytes.length > 1 && ((bytes[0] & bytes[1]) == -2 && (bytes[0] | bytes[1]) == -1);
        }

        private void problem(String path, int line, String message) {
            problems.add(new Problem(
                    Problem.Severity.ERROR, ErrorCode.FILE_SYNTAX, new SourcePosition(path, line, 0), message));
        }

        private static int line(String text, int index) {
            return (int) text.substring(0, index).chars().filter(c -> c == '\n').count() + 1;
        }
    }
}
