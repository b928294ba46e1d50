package io.pipit.cli.command;

import io.pipit.core.error.NearestName;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pipit help}. */
@Command(
        name = "help",
        description = "Shows what a command does.",
        footer = {"", "Examples:", "  pipit help", "  pipit help copy run"})
final class HelpTextCommand extends BaseCommand {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command, word by word.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String word : words) {
            CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "unknown command '" + word + "'."
                                + NearestName.hint(
                                        word, command.getSubcommands().keySet()));
            }
            command = next;
        }
        command.usage(out());
        return 0;
    }
}
