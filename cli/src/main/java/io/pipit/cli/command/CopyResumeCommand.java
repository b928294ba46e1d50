package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.CopyClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit copy resume}. */
@Command(
        name = "resume",
        description = "Lets a copy's schedule fire again, from its next time on.",
        footer = {"", "Example:", "  pipit copy resume daily_snapshot"})
final class CopyResumeCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the copy pipe.")
    private String name;

    @Override
    public Integer call() {
        JsonNode copy = new CopyClient(target().api()).resume(name);
        out().println(output().json() ? copy.toString() : "copy " + name + ": its schedule fires again");
        return 0;
    }
}
