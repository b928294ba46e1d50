package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit datasource}. */
@Command(
        name = "datasource",
        description = "Works with data sources.",
        subcommands = {
            DatasourceListCommand.class,
            DatasourceDataCommand.class,
            DataSourceAppendCommand.class,
            DataSourceReplaceCommand.class,
            DataSourceDeleteCommand.class,
            DataSourceTruncateCommand.class,
            DatasourceStatsCommand.class,
            DatasourceSetAsideCommand.class,
            DatasourceKafkaCommand.class,
            DatasourceCreateCommand.class,
            DatasourceAnalyzeCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  pipit datasource ls",
            "  pipit datasource append orders --file orders.csv",
            "  pipit datasource delete orders --sql-condition \"status = 'test'\""
        })
final class DatasourceCommand extends GroupCommand {}
