package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.command.CommandCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does what the guide for the first project says up to where a stack is started, and sees what it shows. */
final class GuideSteps {
    private static final Path GUIDE = Path.of("").toAbsolutePath().getParent().resolve("docs/guides/first-project.md");

    private final Path folder;
    private int commands;

    GuideSteps(Path folder) {
        this.folder = folder;
    }

    /** The folder of the project that is there afterwards. */
    Path run() throws IOException {
        for (GuideBlock block : GuideBlock.of(GUIDE)) {
            if (block.language().equals("console")) {
                for (GuideBlock.Command command : block.commands()) {
                    String printed = run(command.line()).replace(folder + "/", "");
                    command.expected().forEach(e -> assertThat(printed).contains(e));
                }
            } else if (!block.file().isEmpty()) {
                block.write(folder);
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
        return CommandCall.of(arguments.toArray(String[]::new)).printed();
    }
}
