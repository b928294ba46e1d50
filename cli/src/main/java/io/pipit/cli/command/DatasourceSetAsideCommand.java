package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.CopyClient;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.UrlPart;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit datasource set-aside}. */
@Command(
        name = "set-aside",
        description = {
            "Lists the blocks of events that views could not take, with the reason.",
            "Their events are in the data source, and lack in the tables that are named. --replay runs the "
                    + "views on them once more."
        },
        footer = {
            "",
            "Examples:",
            "  pipit datasource set-aside",
            "  pipit datasource set-aside events",
            "  pipit datasource set-aside events --replay       when the reason is gone",
            "",
            "Blocks that a view takes now are counted once, whenever the process dies; those that fail again stay listed."
        })
final class DatasourceSetAsideCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "Only of this data source.")
    private String name;

    @Option(names = "--replay", description = "Run the views on the blocks of this data source once more.")
    private boolean replay;

    @Override
    public Integer call() {
        return replay ? runAgain() : list();
    }

    private int runAgain() {
        if (name.isEmpty()) {
            throw new PipitException(
                    ErrorCode.MISSING_PARAMETER,
                    "Whose blocks? Name a data source: pipit datasource set-aside NAME --replay.");
        }
        ApiClient api = target().api();
        JsonNode job = new CopyClient(api)
                .await(Json.tree(api.post("/v0/set-aside/" + UrlPart.of(name) + "/replay", "")
                        .body()));
        if (job.path("status").asText().equals("error")) {
            throw new PipitException(ErrorCode.COPY_FAILED, job.path("error").asText());
        }
        out().println(
                        output().json()
                                ? job.toString()
                                : String.format(
                                        Locale.ROOT,
                                        "%s taken by views, %s came; %s failed again",
                                        Counted.grouped(job.path("blocks_taken").asLong(), "block"),
                                        Counted.grouped(
                                                job.path("rows_affected").asLong(), "row"),
                                        Counted.grouped(job.path("blocks_left").asLong(), "block")));
        return 0;
    }

    private int list() {
        String path = "/v0/set-aside" + (name.isEmpty() ? "" : "?datasource=" + UrlPart.of(name));
        String body = target().api().get(path).body();
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
