package io.pipit.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pipit test}. */
@Command(
        name = "test",
        description = "Tests the endpoints of a project on its fixtures; needs no running stack.",
        subcommands = {TestRunCommand.class, TestCreateCommand.class, TestUpdateCommand.class},
        footer = {"", "Examples:", "  pipit test run", "  pipit test run top_pages --project shop"})
final class TestCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "What about tests? There are 'pipit test run', 'create' and 'update'.");
    }
}
