package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit log}. */
@Command(
        name = "log",
        description = "Looks after the log of an installation.",
        subcommands = {LogRenewCommand.class},
        footer = {"", "Example:", "  pipit log renew --project shop"})
final class LogCommand extends GroupCommand {}
