package io.pipit.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pipit schedule}. */
@Command(
        name = "schedule",
        description = "Shows what runs when, and pauses, resumes or runs it.",
        subcommands = {
            ScheduleListCommand.class,
            ScheduleNextCommand.class,
            ScheduleRunCommand.class,
            SchedulePauseCommand.class,
            ScheduleResumeCommand.class,
            ScheduleHistoryCommand.class
        },
        footer = {
            "",
            "A copy pipe says when it runs with COPY_SCHEDULE. cron-configs/copies.yaml of a project lies "
                    + "over that, with zones, parameters, retries, alerts and what runs after what; reconcile.yaml "
                    + "says when data sources are compared with their databases, and the other files of cron-configs "
                    + "when maintenance is done. --env NAME lays the files of an environment over them "
                    + "(copies.NAME.yaml).",
            "",
            "Examples:",
            "  pipit schedule ls",
            "  pipit schedule next daily_snapshot --count 5"
        })
final class ScheduleCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "What about schedules? There are 'pipit schedule ls', 'next', 'run', 'pause', 'resume' and 'history'.");
    }
}
