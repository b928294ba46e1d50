package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit token create}. */
@Command(
        name = "create",
        description = "Makes a token.",
        subcommands = TokenCreateStaticCommand.class,
        footer = {"", "Example:", "  pipit token create static collector --scope DATASOURCES:APPEND --resource events"})
final class TokenCreateCommand extends GroupCommand {}
