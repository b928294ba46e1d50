package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.Main;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.command.PipitCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Does what the guide of backfills says, in order, with a stack that runs; and sees what it shows. */
class BackfillGuideIT {
    private static final Pattern BLOCK =
            Pattern.compile("^```(console|json|datafile)( \\S+)?\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private String host;
    private int commands;

    @Test
    void everyStepWorks() throws Exception {
        Path guide = PipitProcess.home().resolve("docs/guides/backfill.md");
        Path live = Files.createDirectories(folder.resolve("live"));
        // The folder that the stack starts with; versions of the guide's folder are deployed to it.
        Files.createDirectories(live.resolve("datasources"));
        Files.writeString(live.resolve("datasources/first.datasource"), "SCHEMA >\n    `n` Int32 `json:$.n`\n");
        try (PipitProcess pipit = new PipitProcess(live, command(live))) {
            pipit.start();
            pipit.awaitReady(Duration.ofSeconds(PATIENCE_SECONDS));
            host = pipit.api("").toString().replaceFirst("^http://", "").replaceFirst("/$", "");
            Matcher blocks = BLOCK.matcher(Files.readString(guide));
            while (blocks.find()) {
                if (blocks.group(1).equals("console")) {
                    console(blocks.group(3));
                } else {
                    Path file = folder.resolve(blocks.group(2).strip());
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, blocks.group(3));
                }
            }
        }
        assertThat(commands).isGreaterThan(30);
    }

    /** {@code pipit dev} of the classes under test. */
    private static List<String> command(Path project) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(Main.class.getName(), "dev", project.toString(), "--port"));
        return command;
    }

    /** Lines that start with a dollar are commands, the others what they print, among other lines. */
    private void console(String block) throws Exception {
        String command = "";
        List<String> expected = new ArrayList<>();
        for (String line : (block + "$ ").split("\n")) {
            if (!line.startsWith("$ ")) {
                expected.add(line);
                continue;
            }
            if (!command.isEmpty()) {
                run(command, List.copyOf(expected));
            }
            command = line.substring(2);
            expected.clear();
        }
    }

    private void run(String command, List<String> expected) throws Exception {
        commands++;
        List<String> words = words(command);
        if (words.get(0).equals("rm")) {
            for (String file : words.subList(1, words.size())) {
                Files.delete(folder.resolve(file));
            }
            return;
        }
        assertThat(words.get(0)).isEqualTo("pipit");
        // What was acknowledged is shown a moment later: a question is asked again, anything else is done once.
        boolean question = words.get(1).equals("sql");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String printed = pipit(words);
        while (question && !fits(printed, expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            printed = pipit(words);
        }
        if (question) {
            assertThat(cells(printed)).as(command).containsAll(expected);
        } else {
            for (String line : expected) {
                assertThat(printed).as(command).contains(line);
            }
        }
    }

    private static boolean fits(String printed, List<String> expected) {
        return cells(printed).containsAll(expected);
    }

    private static List<String> cells(String printed) {
        return printed.lines().map(String::strip).toList();
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            String word = matcher.group();
            words.add(word.startsWith("\"") ? word.replace("\"", "") : word.replace("'", ""));
        }
        return words;
    }

    /** Words that name files of the guide are those in the test's folder. */
    private String pipit(List<String> words) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            boolean path = word.equals("site") || word.endsWith(".ndjson");
            arguments.add(path ? folder.resolve(word).toString() : word);
        }
        if (!arguments.contains("build")) {
            arguments.addAll(List.of("--host", host));
        }
        StringWriter out = new StringWriter();
        CommandLine line = PipitCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        int code = line.execute(arguments.toArray(String[]::new));
        assertThat(code).as(words + "\n" + out).isZero();
        return out.toString();
    }
}
