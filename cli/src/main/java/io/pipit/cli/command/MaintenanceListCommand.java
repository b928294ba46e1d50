package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.MaintenanceClient;
import picocli.CommandLine.Command;

/** {@code pipit maintenance ls}. */
@Command(
        name = "ls",
        description = "Shows the schedules of maintenance and its newest runs.",
        footer = {"", "Example:", "  pipit maintenance ls"})
final class MaintenanceListCommand extends BaseCommand {
    private static final int SHOWN = 20;

    @Override
    public Integer call() {
        JsonNode list = new MaintenanceClient(target().api()).list();
        if (output().json()) {
            out().println(list);
            return 0;
        }
        for (JsonNode task : list.path("tasks")) {
            String next = task.path("next").asText("");
            out().printf(
                            "%-8s %-16s %s%n",
                            task.path("task").asText(),
                            task.path("schedule").asText(),
                            task.path("next").isNull() ? "" : "next " + next.substring(0, 19));
        }
        int shown = 0;
        for (JsonNode run : list.path("runs")) {
            if (shown++ < SHOWN) {
                out().println(run.path("created_at").asText().substring(0, 19) + "  " + MaintenanceRunCommand.text(run)
                        + (run.has("error") ? ": " + run.path("error").asText() : ""));
            }
        }
        return 0;
    }
}
