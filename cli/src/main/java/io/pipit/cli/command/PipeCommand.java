package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit pipe}. */
@Command(
        name = "pipe",
        description = "Works with pipes that answer queries.",
        subcommands = {PipeListCommand.class, PipeDataCommand.class, PopulateCommand.class, CopyCommand.class},
        footer = {"", "Example:", "  pipit pipe ls"})
final class PipeCommand extends GroupCommand {}
