package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.DeploymentClient;
import io.pipit.cli.client.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit deployment show}. */
@Command(
        name = "show",
        description =
                "Shows one version: when it came and went, what it changed and what was read for it, and its files.",
        footer = {"", "Example:", "  pipit deployment show 3"})
final class DeploymentShowCommand extends BaseCommand {
    @Parameters(paramLabel = "ID", description = "The number that 'pipit deployment ls' shows.")
    private String id;

    @Override
    public Integer call() {
        JsonNode found = new DeploymentClient(target().api()).find(id);
        if (output().json()) {
            out().println(Json.text(found));
            return 0;
        }
        out().println("Deployment " + found.path("id").asText() + ": "
                + ProgressBar.status(found) + ", from "
                + found.path("origin").asText() + ", by "
                + found.path("author").asText());
        time("created", found.path("created_at"));
        time("live", found.path("live_at"));
        time("ended", found.path("ended_at"));
        if (found.has("note")) {
            out().println(found.path("note").asText());
        }
        out().print(DeploymentReport.changes(found.path("changes")));
        List<String> files = new ArrayList<>();
        found.path("files").forEach(file -> files.add(file.asText()));
        out().println(files.size() + " files: " + String.join(", ", files));
        return 0;
    }

    private void time(String what, JsonNode time) {
        if (!time.isNull() && !time.asText().isEmpty()) {
            out().println(what + " " + time.asText() + " UTC");
        }
    }
}
