package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.DataSourceClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit history}. */
@Command(
        name = "history",
        description =
                "Lists the commits of a data source in the lake, newest first: what 'rollback' and AS OF can go back to.",
        footer = {"", "Example:", "  pipit history orders"})
final class HistoryCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Override
    public Integer call() {
        JsonNode answer = new DataSourceClient(target().api()).history(name);
        if (output().json()) {
            out().println(answer.toString());
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode snapshot : answer.path("snapshots")) {
            rows.add(List.of(
                    snapshot.path("snapshot").asText(),
                    snapshot.path("committed_at").asText(),
                    snapshot.path("author").asText(),
                    snapshot.path("added_rows").asText(),
                    snapshot.path("removed_rows").asText(),
                    snapshot.path("rows").asText()));
        }
        out().print(table(List.of("snapshot", "committed at", "by", "added", "removed", "rows"), rows));
        return 0;
    }
}
