package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.PipitProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what a guide says, against a stack: blocks with a file's name are written, lines that start with a dollar are run, and what stands below
 * them is part of what they print, in this order. A block {@code pipit dev FOLDER} starts the stack.
 */
final class StackGuide implements AutoCloseable {
    private static final Pattern BLOCK =
            Pattern.compile("^```(\\w*)( \\S+)?\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String DEV = "pipit dev ";

    private final Path guide;
    private final Path folder;
    private PipitProcess pipit;
    private String api = "";
    private int commands;

    /** Of a file below {@code docs/guides}. */
    StackGuide(String guide, Path folder) {
        this.guide = PipitProcess.home().resolve("docs/guides").resolve(guide);
        this.folder = folder;
    }

    /** Goes through the guide; the number of commands that it has. */
    int run() throws IOException, InterruptedException {
        Matcher blocks = BLOCK.matcher(Files.readString(guide));
        while (blocks.find()) {
            if (blocks.group(2) != null) {
                Path file = folder.resolve(blocks.group(2).strip());
                Files.createDirectories(file.getParent());
                Files.writeString(file, blocks.group(3));
            } else if (blocks.group(1).equals("console")) {
                console(blocks.group(3));
            } else if (blocks.group(3).startsWith(DEV)) {
                start(folder.resolve(blocks.group(3).strip().substring(DEV.length())));
            }
        }
        return commands;
    }

    private void start(Path project) throws IOException {
        pipit = new PipitProcess(project);
        pipit.start();
        pipit.awaitReady(Duration.ofSeconds(180));
        api = pipit.api("").toString().replaceFirst("^http://", "").replaceFirst("/$", "");
    }

    private void console(String block) throws IOException, InterruptedException {
        String printed = "";
        int from = 0;
        for (String line : block.split("\n")) {
            if (line.startsWith("$ ")) {
                printed = command(line.substring(2));
                from = 0;
            } else {
                assertThat(printed.substring(from))
                        .as("printed by the command above")
                        .contains(line);
                from = printed.indexOf(line, from) + line.length();
            }
        }
    }

    private String command(String line) throws IOException, InterruptedException {
        commands++;
        String host = api.isEmpty() ? "" : " --host " + api;
        String script = line.replace("localhost:7181", api)
                .replaceFirst("^curl ", "curl -sS ")
                .replaceFirst("^pipit", PipitProcess.home().resolve("pipit") + host);
        Process process = new ProcessBuilder("bash", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(line).isTrue();
        assertThat(process.exitValue()).as(line + "\n" + output).isZero();
        return output;
    }

    @Override
    public void close() throws InterruptedException {
        if (pipit != null) {
            pipit.close();
        }
    }
}
