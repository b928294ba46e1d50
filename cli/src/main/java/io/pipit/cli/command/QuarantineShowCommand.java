package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.QuarantineClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit quarantine show}. */
@Command(
        name = "show",
        description = "Shows the newest quarantined rows of a data source, as they were sent.",
        footer = {"", "Examples:", "  pipit quarantine show events", "  pipit quarantine show events --reason DateTime"
        })
final class QuarantineShowCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only rows whose reason has this in it.")
    private String reason;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many (default: 20).")
    private int limit;

    @Override
    public Integer call() {
        JsonNode rows = new QuarantineClient(target().api()).newest(name, QuarantineClient.condition(reason), limit);
        if (output().json()) {
            out().println(rows);
            return 0;
        }
        List<List<String>> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(List.of(
                row.path("insertion_date").asText(),
                QuarantineListCommand.texts(row.path("c__error")),
                row.path("c__raw").asText())));
        if (lines.isEmpty()) {
            out().println("Nothing of " + name + " is quarantined" + (reason.isEmpty() ? "." : " for such a reason."));
            return 0;
        }
        out().print(table(List.of("when", "why", "line"), lines));
        return 0;
    }
}
