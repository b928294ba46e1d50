package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit datasource stats}. */
@Command(
        name = "stats",
        description = "Shows how many rows a data source has in the lake and in memory, and its columns.",
        footer = {"", "Example:", "  pipit datasource stats events"})
final class DatasourceStatsCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Override
    public Integer call() {
        JsonNode all = Json.tree(target().api().get("/v0/datasources").body());
        List<String> names = new ArrayList<>();
        for (JsonNode source : all.path("datasources")) {
            names.add(source.path("name").asText());
            if (source.path("name").asText().equals(name)) {
                out().print(output().json() ? source + "\n" : text(source));
                return 0;
            }
        }
        throw new PipitException(
                ErrorCode.UNKNOWN_DATA_SOURCE,
                "There is no data source '" + name + "'." + NearestName.hint(name, names));
    }

    private static String text(JsonNode source) {
        JsonNode statistics = source.path("statistics");
        StringBuilder out = new StringBuilder();
        out.append(source.path("name").asText())
                .append(", ")
                .append(source.path("engine").path("engine").asText());
        out.append("\n  rows in the lake   ")
                .append(statistics.path("lake_rows").asText("0"));
        out.append(" in ").append(statistics.path("files").asText("0")).append(" files");
        out.append("\n  rows in memory     ")
                .append(statistics.path("fresh_rows").asText("0"))
                .append('\n');
        for (JsonNode column : source.path("columns")) {
            out.append("  ")
                    .append(column.path("name").asText())
                    .append(' ')
                    .append(column.path("type").asText());
            out.append('\n');
        }
        return out.toString();
    }
}
