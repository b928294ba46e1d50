package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.DataSourceClient;
import io.pipit.cli.client.Download;
import io.pipit.cli.client.EventSender;
import io.pipit.core.error.Counted;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pipit datasource append}. */
@Command(
        name = "append",
        description = "Appends the rows of a file; they go the way of all events, views included.",
        footer = {
            "",
            "Examples:",
            "  pipit datasource append orders --file orders.csv",
            "  pipit datasource append orders --file orders.ndjson.gz",
            "  pipit datasource append orders --url https://example.com/orders.parquet",
            "  pipit datasource append orders --events '{\"id\": 1, \"status\": \"new\"}'",
            "",
            "Columns of CSV and Parquet belong to those of the data source by name. Rows that do not fit are quarantined."
        })
final class DataSourceAppendCommand extends BaseCommand {
    @Spec
    private CommandSpec own;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE|URL",
            description = "The same as --file or --url, by its beginning.")
    private String source;

    @Option(names = "--file", paramLabel = "FILE", description = "NDJSON, CSV or Parquet, by its name.")
    private Path file;

    @Option(names = "--url", paramLabel = "URL", description = "The same, to be downloaded first.")
    private URI url;

    @Option(names = "--events", paramLabel = "JSON", description = "Events, one JSON object a line.")
    private String events;

    @Option(names = "--wait", hidden = true, description = "Said by habit: rows are there when the command ends.")
    private boolean wait;

    @Override
    public Integer call() {
        JsonNode answer = append(target().api());
        long quarantined = answer.path("quarantined_rows").asLong();
        out().println(
                        output().json()
                                ? answer.toString()
                                : Counted.of(answer.path("successful_rows").asLong(), "row") + " appended to " + name
                                        + (quarantined == 0
                                                ? ""
                                                : ", " + quarantined + " quarantined: SELECT c__error FROM " + name
                                                        + "_quarantine says why"));
        return 0;
    }

    private JsonNode append(ApiClient api) {
        boolean address = source != null && source.matches("https?://.*");
        Path from = file != null ? file : source == null || address ? null : Path.of(source);
        URI link = url != null ? url : address ? URI.create(source) : null;
        if ((from == null ? 0 : 1) + (link == null ? 0 : 1) + (events == null ? 0 : 1) != 1) {
            throw new ParameterException(
                    own.commandLine(), "Say what to append with one of --file FILE, --url URL and --events JSON.");
        }
        if (events != null) {
            return new EventSender(api).send(name, events);
        }
        if (from != null) {
            return new DataSourceClient(api).append(name, from);
        }
        DataSourceClient client = new DataSourceClient(api);
        client.check(name, Download.name(link)); // what is there may be large
        try (Download download = Download.of(link)) {
            return client.append(name, download.file());
        }
    }
}
