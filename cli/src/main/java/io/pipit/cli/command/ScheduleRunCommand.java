package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.ScheduleClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit schedule run}. */
@Command(
        name = "run",
        description = "Does now what a firing does, with the parameters of the schedule.",
        footer = {"", "Example:", "  pipit schedule run daily_snapshot"})
final class ScheduleRunCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Copy pipe or task of maintenance.")
    private String name;

    @Override
    public Integer call() {
        JsonNode job = new ScheduleClient(new ApiClient(target().host())).tell(name, "run");
        out().println(
                        output().json()
                                ? job.toString()
                                : name + " runs: " + job.path("id").asText() + ". 'pipit schedule history " + name
                                        + "' shows how it ends.");
        return 0;
    }
}
