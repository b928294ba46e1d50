package io.pipit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * {@code docs/cli.md} is what the commands' help says. To write it anew, run this test with {@code -Dpipit.docs.write=true}.
 */
class CommandDocsTest {
    private static final Path FILE = Path.of("").toAbsolutePath().getParent().resolve("docs/cli.md");

    @Test
    void theGuideIsWhatHelpSays() throws IOException {
        String guide = guide();
        if (Boolean.getBoolean("pipit.docs.write")) {
            Files.writeString(FILE, guide);
        }
        assertThat(Files.readString(FILE))
                .as("docs/cli.md; run CommandDocsTest with -Dpipit.docs.write=true")
                .isEqualTo(guide);
    }

    private static String guide() {
        StringBuilder out = new StringBuilder(
                "# Commands\n\nMade from the commands' own help; `pipit help COMMAND` shows the same.\n");
        CommandLine root = PipitCommand.commandLine();
        root.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        command(root, out);
        return out.toString();
    }

    private static void command(CommandLine command, StringBuilder out) {
        String usage = command.getUsageMessage(CommandLine.Help.Ansi.OFF).replaceAll("[ \\t]+(?=\\r?\\n)", "");
        out.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```\n");
        out.append(usage.strip()).append("\n```\n");
        new LinkedHashSet<>(command.getSubcommands().values()).forEach(sub -> command(sub, out));
    }
}
