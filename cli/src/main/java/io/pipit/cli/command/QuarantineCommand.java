package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit quarantine}. */
@Command(
        name = "quarantine",
        description = "Shows rows that did not fit, sends them once more after a fix, or drops them.",
        subcommands = {
            QuarantineListCommand.class,
            QuarantineShowCommand.class,
            QuarantineReplayCommand.class,
            QuarantineDropCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  pipit quarantine ls",
            "  pipit quarantine show events",
            "  pipit quarantine replay events"
        })
final class QuarantineCommand extends GroupCommand {}
