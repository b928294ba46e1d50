package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit endpoint}. */
@Command(
        name = "endpoint",
        description = "Works with endpoints.",
        subcommands = {PipeListCommand.class, PipeDataCommand.class, EndpointUrlCommand.class},
        footer = {"", "Example:", "  pipit endpoint data top_pages --param limit=5"})
final class EndpointCommand extends GroupCommand {}
