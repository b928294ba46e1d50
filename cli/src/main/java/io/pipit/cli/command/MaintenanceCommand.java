package io.pipit.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pipit maintenance}. */
@Command(
        name = "maintenance",
        description = "Compacts files, expires snapshots, removes orphan files, trims topics.",
        subcommands = {MaintenanceRunCommand.class, MaintenanceListCommand.class},
        footer = {
            "",
            "Schedules are in cron-configs; a project's own folder of that name lies over the one that is shipped.",
            "",
            "Examples:",
            "  pipit maintenance ls",
            "  pipit maintenance run compact events"
        })
final class MaintenanceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "What about maintenance? There are 'pipit maintenance run' and 'pipit maintenance ls'.");
    }
}
