package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit datasource ls}. */
@Command(
        name = "ls",
        description = "Lists the data sources of the running stack.",
        footer = {"", "Examples:", "  pipit datasource ls", "  pipit datasource ls --match events"})
final class DatasourceListCommand extends BaseCommand {
    @Option(names = "--match", paramLabel = "TEXT", defaultValue = "", description = "Only names that contain it.")
    private String match;

    @Override
    public Integer call() {
        String body = target().api().get("/v0/datasources").body();
        if (output().json()) {
            out().println(body);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode source : Json.tree(body).path("datasources")) {
            if (source.path("name").asText().contains(match)) {
                rows.add(List.of(
                        source.path("name").asText(),
                        source.path("landing").asBoolean() ? "events" : "views and copies",
                        source.path("engine").path("engine").asText(),
                        source.path("engine").path("engine_sorting_key").asText(),
                        source.path("statistics").path("lake_rows").asText(),
                        source.path("statistics").path("fresh_rows").asText()));
            }
        }
        out().print(table(List.of("name", "written by", "engine", "sorting key", "lake rows", "fresh rows"), rows));
        return 0;
    }
}
