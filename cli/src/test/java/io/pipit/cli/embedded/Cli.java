package io.pipit.cli.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the {@code pipit} script as people do. */
final class Cli {
    /** What a command left behind; stdout and stderr apart. */
    record Result(int exitCode, String out, String err) {}

    private final Path folder;

    Cli(Path folder) {
        this.folder = folder;
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home().resolve("pipit").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end:\n" + text(out) + text(err));
        }
        return new Result(process.exitValue(), text(out), text(err));
    }

    /** The root of the repository: the folder with the script. */
    static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isExecutable(folder.resolve("pipit"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new AssertionError("No pipit script above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
