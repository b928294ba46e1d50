package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.UrlPart;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit datasource kafka}. */
@Command(
        name = "kafka",
        description = {
            "Lists the data sources that read topics: how far they are, and why not.",
            "The counts are of this process since it started; the lag is that of the partitions which it reads."
        },
        footer = {
            "",
            "Examples:",
            "  pipit datasource kafka",
            "  pipit datasource kafka orders --json",
            "  pipit datasource kafka orders --go-on"
        })
final class DatasourceKafkaCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "Only this data source.")
    private String name;

    @Option(
            names = "--go-on",
            description = "Goes on with a topic that was made anew, or that lost its end (SOURCE_CHANGED).")
    private boolean goOn;

    @Override
    public Integer call() {
        ApiClient api = target().api();
        if (goOn) {
            if (name.isEmpty()) {
                throw new PipitException(ErrorCode.INVALID_PARAMETER, "--go-on needs the NAME of a data source.");
            }
            api.post("/v0/kafka/" + UrlPart.of(name) + "/go-on", "");
            out().println("The topic of '" + name + "' is read as it is now.");
            return 0;
        }
        List<JsonNode> wanted = wanted(Json.tree(api.get("/v0/kafka").body()).path("kafka"));
        if (output().json()) {
            out().println(Json.text(wanted));
            return 0;
        }
        if (wanted.isEmpty()) {
            out().println("No data source reads a topic.");
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        wanted.forEach(f -> rows.add(List.of(
                f.path("datasource").asText(),
                f.path("topic").asText(),
                f.path("state").asText(),
                f.path("messages").asText(),
                f.path("quarantined").asText(),
                f.path("lag").asText(),
                f.path("lost").asText())));
        out().print(table(List.of("data source", "topic", "state", "messages", "quarantined", "lag", "lost"), rows));
        wanted.stream()
                .filter(f -> !f.path("error").asText().isEmpty())
                .forEach(f -> out().println(f.path("datasource").asText() + ": "
                        + f.path("code").asText() + " " + f.path("error").asText()));
        return 0;
    }

    private List<JsonNode> wanted(JsonNode all) {
        List<JsonNode> found = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode feeder : all) {
            names.add(feeder.path("datasource").asText());
            if (name.isEmpty() || feeder.path("datasource").asText().equals(name)) {
                found.add(feeder);
            }
        }
        if (found.isEmpty() && !name.isEmpty()) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_DATA_SOURCE,
                    "No data source '" + name + "' reads a topic." + NearestName.hint(name, names));
        }
        return found;
    }
}
