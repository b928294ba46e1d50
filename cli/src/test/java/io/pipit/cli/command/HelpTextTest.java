package io.pipit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The text of the commands' help: whole sentences, which only picocli breaks into lines. */
class HelpTextTest {
    private static final int WIDTH = 100;

    /** A list of commands shows the first text of each description, and nothing of the others. */
    @Test
    void descriptionsAreWholeSentences() {
        List<String> wrong = new ArrayList<>();
        commands(PipitCommand.commandLine()).forEach(command -> {
            for (String text : command.usageMessage().description()) {
                if (!text.matches("(?s).*[.:]") || text.contains("\n")) {
                    wrong.add(command.qualifiedName() + ": " + text);
                }
            }
        });
        assertThat(wrong).as("texts that end within a sentence").isEmpty();
    }

    @Test
    void footersAreNotBrokenTwice() {
        List<String> wrong = new ArrayList<>();
        commands(PipitCommand.commandLine()).forEach(command -> {
            for (String text : command.usageMessage().footer()) {
                boolean example = text.isEmpty() || text.startsWith(" ");
                if (example ? text.length() >= WIDTH : !text.matches(".*[.:]")) {
                    wrong.add(command.qualifiedName() + ": " + text);
                }
            }
        });
        assertThat(wrong)
                .as("examples that are too long, and texts that end within a sentence")
                .isEmpty();
    }

    private static Stream<CommandSpec> commands(CommandLine line) {
        return Stream.concat(
                Stream.of(line.getCommandSpec()),
                line.getSubcommands().values().stream().distinct().flatMap(HelpTextTest::commands));
    }
}
