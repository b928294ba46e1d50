package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.command.CommandCall;
import io.pipit.cli.embedded.EmbeddedStack;
import io.pipit.cli.embedded.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what a guide says, against a stack: blocks with a file's name are written, lines that start with a dollar are run, and what stands below
 * them is part of what they print, in this order. A block {@code pipit dev FOLDER} starts the stack. A question in SQL is asked until
 * it has the rows that the guide shows: what was acknowledged is shown a moment later. So are schedules, until the files that the guide has
 * written count.
 */
public final class StackGuide implements AutoCloseable {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final Pattern SHELL = Pattern.compile("[|<>$&;*]");
    private static final String DEV = "pipit dev ";
    private static final long PATIENCE_SECONDS = 180;

    private final Path guide;
    private final Path folder;
    private EmbeddedStack stack;
    private String api = "";
    private int commands;

    /** Of a file below {@code docs/guides}. */
    public StackGuide(String guide, Path folder) {
        this.guide = PipitProcess.home().resolve("docs/guides").resolve(guide);
        this.folder = folder;
    }

    /** Goes through the guide; the number of commands that it has. */
    public int run() throws IOException, InterruptedException {
        for (GuideBlock block : GuideBlock.of(guide)) {
            if (!block.file().isEmpty()) {
                block.write(folder);
            } else if (block.language().equals("console")) {
                for (GuideBlock.Command command : block.commands()) {
                    check(command.line(), command.expected());
                }
            } else if (block.text().startsWith(DEV)) {
                start(folder.resolve(block.text().strip().substring(DEV.length())));
            }
        }
        return commands;
    }

    /** Starts the stack with a project. */
    void start(Path project) {
        stack = LocalStack.start(project, Map.of());
        use("127.0.0.1:" + stack.port());
    }

    /** Takes a stack that runs already. */
    public StackGuide use(String address) {
        api = address;
        return this;
    }

    private void check(String command, List<String> expected) throws IOException, InterruptedException {
        commands++;
        boolean question = command.startsWith("pipit sql ");
        boolean again =
                question || command.startsWith("pipit schedule ls") || command.startsWith("pipit schedule hist");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String printed = execute(command);
        while (again && !shows(printed, expected, question) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            printed = execute(command);
        }
        assertThat(shows(printed, expected, question))
                .as("%s%nis to print%n%s%nand printed%n%s", command, String.join("\n", expected), printed)
                .isTrue();
    }

    /** Whether these lines were printed, or parts of lines, one after the other with others in between. */
    private static boolean shows(String printed, List<String> expected, boolean whole) {
        int next = 0;
        for (String line : printed.split("\n")) {
            while (next < expected.size()
                    && (whole ? line.strip().equals(expected.get(next).strip()) : line.contains(expected.get(next)))) {
                next++;
                if (whole) {
                    break;
                }
            }
        }
        return next == expected.size();
    }

    private String execute(String command) throws IOException, InterruptedException {
        boolean here = command.startsWith("pipit ") && !SHELL.matcher(command).find();
        return here ? pipit(command) : shell(command);
    }

    /** In this process: a Java process for each command would be most of what a guide takes. */
    private String pipit(String command) {
        List<String> arguments = new ArrayList<>();
        Matcher words = WORD.matcher(command.substring("pipit ".length()));
        while (words.find()) {
            String word = words.group();
            word = word.startsWith("\"") ? word.replace("\"", "") : word.replace("'", "");
            boolean file = !word.isBlank() && !word.contains(" ") && Files.exists(folder.resolve(word));
            arguments.add(file ? folder.resolve(word).toString() : word);
        }
        if (!api.isEmpty() && !arguments.contains("build")) {
            arguments.addAll(List.of("--host", api));
        }
        CommandCall call = CommandCall.of(arguments.toArray(String[]::new));
        assertThat(call.exitCode()).as(command + "\n" + call.printed()).isZero();
        return call.printed().replace(folder + "/", "");
    }

    private String shell(String command) throws IOException, InterruptedException {
        String host = api.isEmpty() ? "" : " --host " + api;
        String script = command.replace("localhost:7181", api)
                .replaceFirst("^curl ", "curl -sS ")
                .replaceFirst("^pipit", PipitProcess.home().resolve("pipit") + host);
        Process process = new ProcessBuilder("bash", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(command).isTrue();
        assertThat(process.exitValue()).as(command + "\n" + output).isZero();
        return output;
    }

    @Override
    public void close() {
        if (stack != null) {
            stack.close();
        }
    }
}
