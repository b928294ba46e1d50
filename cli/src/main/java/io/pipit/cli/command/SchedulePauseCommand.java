package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit schedule pause}. */
@Command(
        name = "pause",
        description = "Lets a schedule fire no more, over restarts too, until it is resumed; runs on demand go on.",
        footer = {"", "Example:", "  pipit schedule pause daily_snapshot"})
final class SchedulePauseCommand extends ScheduleStateCommand {
    SchedulePauseCommand() {
        super("pause");
    }
}
