package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit materialization}. */
@Command(
        name = "materialization",
        description = "Works with materialized views.",
        subcommands = {PopulateCommand.class},
        footer = {"", "Example:", "  pipit materialization populate hits_by_hour_mv"})
final class MaterializationCommand extends GroupCommand {}
