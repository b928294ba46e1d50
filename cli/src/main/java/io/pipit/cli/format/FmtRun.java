package io.pipit.cli.format;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.format.DatafileFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What {@code pipit fmt} does. */
public final class FmtRun {
    /** What happens with a file whose layout differs. */
    public enum Mode {
        /** It is written. */
        WRITE,
        /** The difference is shown; nothing is written. */
        DIFF,
        /** Its name is shown; nothing is written. */
        CHECK,
        /** The difference is shown, and written when the answer is yes. */
        ASK
    }

    private static final Set<String> SKIPPED = Set.of("node_modules", "target");

    private final PrintWriter out;
    private final PrintWriter err;
    private final BufferedReader answers;
    private final DatafileFormat format = new DatafileFormat();
    private int differing;
    private int written;

    /** Differences go to {@code out}, remarks to {@code err}; answers to questions come from {@code answers}. */
    public FmtRun(PrintWriter out, PrintWriter err, BufferedReader answers) {
        this.out = out;
        this.err = err;
        this.answers = answers;
    }

    /**
     * Formats files and the datafiles in folders.
     *
     * @return the exit code: 1 when something differs that was not written
     */
    public int run(List<Path> paths, Mode mode) {
        List<Path> files = files(paths);
        try {
            for (Path file : files) {
                format(file, mode);
            }
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "A file cannot be read or written: " + e.getMessage(), e);
        }
        err.println(summary(files.size(), mode));
        err.flush();
        out.flush();
        return differing > written ? 1 : 0;
    }

    private void format(Path file, Mode mode) throws IOException {
        String before = Files.readString(file, StandardCharsets.UTF_8);
        DatafileKind kind = DatafileKind.of(file.toString()).orElseThrow();
        DatafileFormat.Formatted formatted = format.format(kind, file.toString(), before);
        formatted.notes().forEach(note -> err.println(file + ":" + note));
        if (formatted.text().equals(before)) {
            return;
        }
        differing++;
        if (mode == Mode.CHECK) {
            out.println(file);
        } else if (mode != Mode.WRITE) {
            out.println("--- " + file + "\n+++ " + file + " (formatted)");
            LineDiff.of(before, formatted.text()).forEach(out::println);
        }
        if (mode == Mode.WRITE || mode == Mode.ASK && confirmed(file)) {
            Files.writeString(file, formatted.text(), StandardCharsets.UTF_8);
            written++;
        }
    }

    private boolean confirmed(Path file) throws IOException {
        out.print("Write " + file + "? [y/N] ");
        out.flush();
        String answer = Optional.ofNullable(answers.readLine()).orElse("");
        return answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    private String summary(int files, Mode mode) {
        String all = files + (files == 1 ? " file" : " files");
        if (differing == 0) {
            return all + ", all in the canonical layout";
        }
        String left = differing - written + " to be formatted";
        String hint = mode == Mode.WRITE ? "" : "; 'pipit fmt --yes' writes";
        return all + ", " + written + " written" + (differing > written ? ", " + left + hint : "");
    }

    private List<Path> files(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                inFolder(path, files);
            } else if (!Files.isRegularFile(path)) {
                throw new PipitException(ErrorCode.INVALID_ARGUMENT, "There is no file or folder " + path + ".");
            } else if (path.toString().endsWith(".incl")) {
                err.println(path + ": left as it is; an include file is laid out like the file that it is a part of.");
            } else if (DatafileKind.of(path.toString()).isEmpty()) {
                throw new PipitException(
                        ErrorCode.INVALID_ARGUMENT,
                        path + " is no datafile; those end with .datasource, .pipe or .connection.");
            } else {
                files.add(path);
            }
        }
        return files;
    }

    private static void inFolder(Path folder, List<Path> files) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    String name = String.valueOf(directory.getFileName());
                    boolean skipped = name.startsWith(".") && name.length() > 2 || SKIPPED.contains(name);
                    return skipped && !directory.equals(folder)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (DatafileKind.of(file.toString()).isPresent()) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INVALID_PROJECT, folder + " cannot be read: " + e.getMessage(), e);
        }
        found.stream().sorted().forEach(files::add);
    }
}
