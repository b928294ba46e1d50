package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit datasource}. */
@Command(
        name = "datasource",
        description = "Works with data sources.",
        subcommands = {
            DatasourceListCommand.class,
            DatasourceDataCommand.class,
            DatasourceStatsCommand.class,
            DatasourceCreateCommand.class,
            DatasourceAnalyzeCommand.class
        },
        footer = {"", "Example:", "  pipit datasource ls"})
final class DatasourceCommand extends GroupCommand {}
