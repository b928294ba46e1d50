package io.pipit.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pipit datasource}. */
@Command(
        name = "datasource",
        description = "Appends files to data sources, deletes rows, empties them.",
        subcommands = {DataSourceAppendCommand.class, DataSourceDeleteCommand.class, DataSourceTruncateCommand.class},
        footer = {
            "",
            "Examples:",
            "  pipit datasource append orders --file orders.csv",
            "  pipit datasource delete orders --sql-condition \"status = 'test'\""
        })
final class DataSourceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "What about data sources? There are datasource append, delete and truncate.");
    }
}
