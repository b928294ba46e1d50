package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.CopyClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit copy cancel}. */
@Command(
        name = "cancel",
        description = "Ends the runs of a copy that wait or work; what has not been committed changes nothing.",
        footer = {"", "Example:", "  pipit copy cancel daily_snapshot"})
final class CopyCancelCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the copy pipe.")
    private String name;

    @Override
    public Integer call() {
        CopyClient copies = new CopyClient(target().api());
        JsonNode answer = copies.cancel(name);
        if (output().json()) {
            out().println(answer);
            return 0;
        }
        if (answer.path("jobs").isEmpty()) {
            out().println("copy " + name + ": no run is open");
        }
        for (JsonNode job : answer.path("jobs")) {
            JsonNode last = copies.await(job);
            out().println("copy " + name + ": " + last.path("status").asText() + " (job "
                    + last.path("id").asText() + ") "
                    + last.path("message").asText(last.path("error").asText("")));
        }
        return 0;
    }
}
