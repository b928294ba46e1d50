package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.core.project.ProjectFolder;
import io.pipit.core.project.compile.ProjectSources;
import io.pipit.core.project.connector.KafkaSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code pipit connection ls}. */
@Command(
        name = "ls",
        description = "Lists the project's connections of type kafka, and which data sources read through them.",
        footer = {"", "Examples:", "  pipit connection ls", "  pipit connection ls --json"})
final class ConnectionListCommand extends BaseCommand {
    @Override
    public Integer call() {
        KafkaSources sources = ProjectSources.kafka(ProjectFolder.read(target().project()));
        List<List<String>> rows = new ArrayList<>();
        sources.connections()
                .forEach((name, connection) ->
                        rows.add(List.of(name, "kafka", connection.bootstrapServers(), readers(sources, name))));
        if (output().json()) {
            out().println(Json.text(rows.stream()
                    .map(r -> Map.of("name", r.get(0), "type", r.get(1), "servers", r.get(2), "datasources", r.get(3)))
                    .toList()));
            return 0;
        }
        out().print(
                        rows.isEmpty()
                                ? "The project has no connection of type kafka that can be used.\n"
                                : table(List.of("name", "type", "servers", "read by"), rows));
        sources.errors().forEach((name, error) -> out().println(name + ": " + error.code() + " " + error.getMessage()));
        return 0;
    }

    private static String readers(KafkaSources sources, String connection) {
        return sources.sources().values().stream()
                .filter(s -> s.connection().name().equals(connection))
                .map(s -> s.dataSource() + " (" + s.topic() + ")")
                .collect(Collectors.joining(", "));
    }
}
