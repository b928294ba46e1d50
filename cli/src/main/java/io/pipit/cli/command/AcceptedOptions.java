package io.pipit.cli.command;

import picocli.CommandLine.Option;

/** Options of scripts for other tools that change nothing here: the command always returns when it is done, and asks nothing. */
final class AcceptedOptions {
    @Option(
            names = {"--wait", "--yes"},
            hidden = true,
            description = "Accepted for scripts: the command always returns when it is done.")
    private boolean[] accepted;
}
