package io.pipit.cli;

import io.pipit.cli.command.PipitCommand;

/** Where the process starts. */
public final class Main {
    private Main() {}

    /** Runs one command and ends with its exit code. */
    public static void main(String[] arguments) {
        int code = PipitCommand.commandLine().execute(arguments);
        HttpThreads.end();
        System.exit(code);
    }
}
