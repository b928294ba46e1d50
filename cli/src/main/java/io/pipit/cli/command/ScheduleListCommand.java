package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ScheduleClient;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code pipit schedule ls}. */
@Command(
        name = "ls",
        description = "Shows copies, maintenance and reconciliations with their schedules.",
        footer = {"", "Example:", "  pipit schedule ls"})
final class ScheduleListCommand extends BaseCommand {
    @Override
    public Integer call() {
        JsonNode schedules = new ScheduleClient(target().api()).list(1);
        if (output().json()) {
            out().println(schedules);
            return 0;
        }
        for (JsonNode one : schedules) {
            String next = one.path("next").path(0).asText("");
            out().println(String.format(
                            Locale.ROOT,
                            "%-11s %-32s %-18s %-16s %-8s %s",
                            one.path("kind").asText(),
                            one.path("name").asText(),
                            one.path("schedule").asText(),
                            one.path("timezone").asText(""),
                            one.path("status").asText(""),
                            next.isEmpty() ? "" : "next " + next.substring(0, 19))
                    .stripTrailing());
        }
        return 0;
    }
}
