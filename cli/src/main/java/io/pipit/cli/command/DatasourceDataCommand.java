package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.cli.client.TextTable;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit datasource data}. */
@Command(
        name = "data",
        description = "Shows rows of a data source, or of its quarantine.",
        footer = {
            "",
            "Examples:",
            "  pipit datasource data events",
            "  pipit datasource data events_quarantine --limit 100"
        })
final class DatasourceDataCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "10", description = "How many rows (default: 10).")
    private int limit;

    @Override
    public Integer call() {
        if (!name.matches("[A-Za-z_]\\w*")) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, "'" + name + "' is no name of a data source.");
        }
        String sql =
                "SELECT * FROM " + name + " LIMIT " + limit + " FORMAT " + (output().csv() ? "CSVWithNames" : "JSON");
        String body = target().api().post("/v0/sql", sql).body();
        boolean table = !output().json() && !output().csv();
        out().print(
                        !table
                                ? body + (body.endsWith("\n") ? "" : "\n")
                                : new TextTable(Json.tree(body), limit).render(""));
        return 0;
    }
}
