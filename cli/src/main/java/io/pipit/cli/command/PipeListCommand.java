package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit pipe ls} and {@code pipit endpoint ls}. */
@Command(
        name = "ls",
        description = "Lists the pipes of the running stack that answer queries, with their parameters.",
        footer = {"", "Examples:", "  pipit endpoint ls", "  pipit pipe ls --match top"})
final class PipeListCommand extends BaseCommand {
    @Option(names = "--match", paramLabel = "TEXT", defaultValue = "", description = "Only names that contain it.")
    private String match;

    @Override
    public Integer call() {
        String body = target().api().get("/v0/pipes").body();
        if (output().json()) {
            out().println(body);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode pipe : Json.tree(body).path("pipes")) {
            if (pipe.path("name").asText().contains(match)) {
                List<String> parameters = new ArrayList<>();
                pipe.path("parameters")
                        .forEach(p -> parameters.add(p.path("name").asText()));
                rows.add(List.of(
                        pipe.path("name").asText(),
                        pipe.path("type").asText(),
                        String.join(", ", parameters),
                        pipe.path("url").asText("")));
            }
        }
        out().print(table(List.of("name", "type", "parameters", "path"), rows));
        return 0;
    }
}
