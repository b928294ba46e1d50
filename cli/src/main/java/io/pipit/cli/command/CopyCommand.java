package io.pipit.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pipit copy}. */
@Command(
        name = "copy",
        description = "Works with copy pipes.",
        subcommands = {
            CopyRunCommand.class,
            CopyListCommand.class,
            CopyHistoryCommand.class,
            CopyPauseCommand.class,
            CopyResumeCommand.class,
            CopyCancelCommand.class
        },
        footer = {"", "Example:", "  pipit copy run daily_snapshot"})
final class CopyCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "What about copies? There are copy run, ls, history, pause, resume and cancel.");
    }
}
