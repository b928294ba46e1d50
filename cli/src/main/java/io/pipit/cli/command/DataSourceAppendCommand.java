package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.DataSourceClient;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit datasource append}. */
@Command(
        name = "append",
        description = "Appends the rows of a file; they go the way of all events, views included.",
        footer = {
            "",
            "Examples:",
            "  pipit datasource append orders --file orders.csv",
            "  pipit datasource append orders --file orders.ndjson.gz",
            "  pipit datasource append orders --file orders.parquet",
            "",
            "Columns of CSV and Parquet belong to those of the data source by name. Rows that do not fit are quarantined."
        })
final class DataSourceAppendCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "NDJSON, CSV or Parquet, by its name.")
    private Path file;

    @Override
    public Integer call() {
        JsonNode answer = new DataSourceClient(new ApiClient(target().host())).append(name, file);
        long quarantined = answer.path("quarantined_rows").asLong();
        out().println(
                        output().json()
                                ? answer.toString()
                                : answer.path("successful_rows").asLong() + " rows appended to " + name
                                        + (quarantined == 0
                                                ? ""
                                                : ", " + quarantined + " quarantined: SELECT c__error FROM " + name
                                                        + "_quarantine says why"));
        return 0;
    }
}
