package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit job}. */
@Command(
        name = "job",
        description = "Works with jobs: copies that run or have run.",
        subcommands = {JobListCommand.class, JobDetailsCommand.class, JobCancelCommand.class},
        footer = {"", "Example:", "  pipit job ls --status error"})
final class JobCommand extends GroupCommand {}
