package io.pipit.cli.command;

import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others. */
abstract class GroupCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String name = spec.qualifiedName();
        throw new ParameterException(
                spec.commandLine(),
                spec.subcommands().keySet().stream()
                        .map(sub -> "'" + name + " " + sub + "'")
                        .collect(Collectors.joining(", ", "Which one? There is ", ".")));
    }
}
