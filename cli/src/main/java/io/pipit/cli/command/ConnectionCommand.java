package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit connection}. */
@Command(
        name = "connection",
        description = "Works with connections to Kafka: what a project's files say, tried from this machine.",
        subcommands = {ConnectionListCommand.class, ConnectionCheckCommand.class, ConnectionDataCommand.class},
        footer = {
            "",
            "Examples:",
            "  pipit connection ls",
            "  pipit connection check main",
            "  pipit connection data main --topic orders"
        })
final class ConnectionCommand extends GroupCommand {}
