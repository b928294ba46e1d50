package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.UrlPart;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit datasource set-aside}. */
@Command(
        name = "set-aside",
        description = "Lists the blocks of events that views could not take, with the reason. Their events are in the "
                + "data source, and lack in the tables that are named.",
        footer = {"", "Examples:", "  pipit datasource set-aside", "  pipit datasource set-aside events"})
final class DatasourceSetAsideCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "Only of this data source.")
    private String name;

    @Override
    public Integer call() {
        String path = "/v0/set-aside" + (name.isEmpty() ? "" : "?datasource=" + UrlPart.of(name));
        String body = new ApiClient(target().host()).get(path).body();
        if (output().json()) {
            out().println(body);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode block : Json.tree(body).path("blocks")) {
            rows.add(List.of(
                    block.path("datasource").asText(),
                    block.path("table").asText(),
                    block.path("partition").asText(),
                    block.path("offset").asText(),
                    block.path("error").asText()));
        }
        if (rows.isEmpty()) {
            out().println("No block is set aside.");
            return 0;
        }
        out().print(table(List.of("data source", "lacks in", "partition", "offset", "why"), rows));
        return 0;
    }
}
