package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ScheduleClient;
import io.pipit.core.error.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit schedule history}. */
@Command(
        name = "history",
        description = "Shows the newest runs of what a schedule starts, and what became of its firings.",
        footer = {"", "Example:", "  pipit schedule history daily_snapshot"})
final class ScheduleHistoryCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of a schedule: pipit schedule ls.")
    private String name;

    @Override
    public Integer call() {
        JsonNode history = new ScheduleClient(target().api()).history(name);
        if (output().json()) {
            out().println(history);
            return 0;
        }
        JsonNode runs = history.path("runs");
        if (runs.isEmpty()) {
            out().println(name + " has not run yet.");
        }
        for (JsonNode run : runs) {
            out().println(line(run));
        }
        if (!history.path("firings").isEmpty()) {
            out().println("Firings:");
            history.path("firings").forEach(firing -> out().println(firing(firing)));
        }
        return 0;
    }

    private static String firing(JsonNode firing) {
        int attempts = firing.path("attempts").asInt();
        String note = firing.path("message").asText();
        return "  " + firing.path("scheduled_at").asText().substring(0, 19) + "  "
                + firing.path("status").asText() + (attempts > 1 ? ", " + attempts + " tries" : "")
                + (note.isEmpty() ? "" : ": " + note);
    }

    private static String line(JsonNode run) {
        String created = run.path("created_at").asText();
        String text = created.substring(0, Math.min(19, created.length())) + "  "
                + run.path("status").asText();
        if (run.has("duration_millis")) {
            text += " in " + run.path("duration_millis").asLong() + " ms";
        }
        if (run.has("rows_affected")) {
            text += ", " + Counted.of(run.path("rows_affected").asLong(), "row");
        }
        if (run.has("put_in")) {
            text += ", " + run.path("missing").asLong() + " missing, "
                    + run.path("put_in").asLong() + " put in";
        }
        String said = run.path("error").asText(run.path("message").asText(""));
        return said.isEmpty() ? text : text + ": " + said;
    }
}
