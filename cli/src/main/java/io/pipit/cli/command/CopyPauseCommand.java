package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.CopyClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit copy pause}. */
@Command(
        name = "pause",
        description = "Lets a copy's schedule rest until it is resumed; 'copy run' goes on.",
        footer = {"", "Example:", "  pipit copy pause daily_snapshot"})
final class CopyPauseCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the copy pipe.")
    private String name;

    @Override
    public Integer call() {
        JsonNode copy = new CopyClient(target().api()).pause(name);
        out().println(output().json() ? copy.toString() : "copy " + name + ": its schedule rests");
        return 0;
    }
}
