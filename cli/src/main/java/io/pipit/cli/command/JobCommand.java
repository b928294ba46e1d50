package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit job}. */
@Command(
        name = "job",
        description = "Works with jobs: those of a server, or with --cluster those of a Flink cluster.",
        subcommands = {JobListCommand.class, JobDetailsCommand.class, JobCancelCommand.class, JobSubmitCommand.class},
        footer = {"", "Example:", "  pipit job ls --status error"})
final class JobCommand extends GroupCommand {}
