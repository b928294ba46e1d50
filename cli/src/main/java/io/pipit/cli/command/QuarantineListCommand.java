package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.QuarantineClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit quarantine ls}. */
@Command(
        name = "ls",
        description = "Lists why rows did not fit, with how many there are and one of them.",
        footer = {"", "Examples:", "  pipit quarantine ls", "  pipit quarantine ls events"})
final class QuarantineListCommand extends BaseCommand {
    private static final int SAMPLE = 80;

    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "Only of this data source.")
    private String name;

    @Override
    public Integer call() {
        QuarantineClient client = new QuarantineClient(target().api());
        List<String> sources = name.isEmpty() ? client.sources() : List.of(name);
        Map<String, JsonNode> found = new LinkedHashMap<>();
        sources.forEach(source -> found.put(source, client.reasons(source)));
        if (output().json()) {
            out().println(Json.text(found));
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        found.forEach((source, reasons) -> reasons.forEach(reason -> rows.add(List.of(
                source,
                reason.path("rows").asText(),
                reason.path("newest").asText(),
                texts(reason.path("columns")),
                texts(reason.path("reasons")),
                shortened(reason.path("sample").asText())))));
        if (rows.isEmpty()) {
            out().println("Nothing is quarantined.");
            return 0;
        }
        out().print(table(List.of("data source", "rows", "newest", "column", "why", "for instance"), rows));
        return 0;
    }

    static String texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return String.join("; ", texts);
    }

    static String shortened(String line) {
        return line.length() <= SAMPLE ? line : line.substring(0, SAMPLE) + "…";
    }
}
