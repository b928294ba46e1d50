package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.command.PipitCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Does what the guide for the first project says up to where a stack is started, and sees what it shows. */
final class GuideSteps {
    private static final Path GUIDE = Path.of("").toAbsolutePath().getParent().resolve("docs/guides/first-project.md");
    private static final Pattern BLOCK =
            Pattern.compile("^```(console|json|sql)( \\S+)?\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    private final Path folder;
    private int commands;

    GuideSteps(Path folder) {
        this.folder = folder;
    }

    /** The folder of the project that is there afterwards. */
    Path run() throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(GUIDE));
        while (blocks.find()) {
            if (blocks.group(1).equals("console")) {
                console(blocks.group(3));
            } else {
                Path file = folder.resolve(blocks.group(2).strip());
                Files.createDirectories(file.getParent());
                Files.writeString(file, blocks.group(3));
            }
        }
        assertThat(commands).isGreaterThan(10);
        return folder.resolve("shop");
    }

    /** The lines of the block that needs a running stack. */
    static List<String> requests() throws IOException {
        String guide = Files.readString(GUIDE);
        return guide.substring(guide.indexOf("\ncurl "))
                .strip()
                .lines()
                .takeWhile(l -> !l.startsWith("```"))
                .toList();
    }

    /** Lines that start with a dollar are commands, the others what they print, among other lines. */
    private void console(String block) throws IOException {
        String command = "";
        List<String> expected = new ArrayList<>();
        for (String line : (block + "$ ").split("\n")) {
            if (!line.startsWith("$ ")) {
                expected.add(line);
                continue;
            }
            if (!command.isEmpty()) {
                String printed = run(command).replace(folder + "/", "");
                expected.forEach(e -> assertThat(printed).contains(e));
            }
            command = line.substring(2);
            expected.clear();
        }
    }

    private String run(String command) throws IOException {
        String[] words = command.split(" ");
        commands++;
        switch (words[0]) {
            case "cp" -> Files.copy(folder.resolve(words[1]), folder.resolve(words[2]));
            case "mv" -> Files.move(folder.resolve(words[1]), folder.resolve(words[2]));
            case "cat" -> {
                return Files.readString(folder.resolve(words[1]));
            }
            default -> {
                assertThat(words[0]).isEqualTo("pipit");
                return pipit(words);
            }
        }
        return "";
    }

    /** Words that name files of the guide are those in the test's folder. */
    private String pipit(String[] words) {
        List<String> arguments = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            boolean path = words[i].equals("shop") || words[i].startsWith("returns.");
            arguments.add(path ? folder.resolve(words[i]).toString() : words[i]);
        }
        StringWriter out = new StringWriter();
        CommandLine line = PipitCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        line.execute(arguments.toArray(String[]::new));
        return out.toString();
    }
}
