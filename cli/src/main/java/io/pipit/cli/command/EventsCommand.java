package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit events}. */
@Command(
        name = "events",
        description = "Cleans up single events.",
        subcommands = {EventsCleanupCommand.class},
        footer = {"", "Examples:", "  pipit events cleanup events.json --delete --reingest --reconcile events"})
final class EventsCommand extends GroupCommand {}
