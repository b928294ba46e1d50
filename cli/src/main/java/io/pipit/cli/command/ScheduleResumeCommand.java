package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit schedule resume}. */
@Command(
        name = "resume",
        description = "Lets a schedule fire again from its next time on; what it missed is not made up for.",
        footer = {"", "Example:", "  pipit schedule resume daily_snapshot"})
final class ScheduleResumeCommand extends ScheduleStateCommand {
    ScheduleResumeCommand() {
        super("resume");
    }
}
