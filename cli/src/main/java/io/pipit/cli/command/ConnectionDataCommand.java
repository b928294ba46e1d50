package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.cli.topics.TopicLook;
import io.pipit.core.project.ProjectFolder;
import io.pipit.core.project.compile.ProjectSources;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSource.Format;
import io.pipit.core.project.connector.KafkaSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit connection data}. */
@Command(
        name = "data",
        description = {
            "Shows the newest messages of a topic, or the names of all topics when none is given.",
            "Nothing is changed: no consumer group is joined."
        },
        footer = {
            "",
            "Examples:",
            "  pipit connection data main",
            "  pipit connection data main --topic orders --rows 5"
        })
final class ConnectionDataCommand extends BaseCommand {
    private static final int LONGEST = 200;

    @Parameters(paramLabel = "NAME", description = "The connection.")
    private String name;

    @Option(names = "--topic", paramLabel = "TOPIC", defaultValue = "", description = "The topic.")
    private String topic;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "10", description = "How many messages (default: 10).")
    private int rows;

    @Option(
            names = "--value-format",
            paramLabel = "FORMAT",
            description = "avro, json_with_schema or json_without_schema (default: that of the data source which reads "
                    + "the topic).")
    private Format format;

    @Override
    public Integer call() {
        KafkaSources sources = ProjectSources.kafka(ProjectFolder.read(target().project()));
        TopicLook look = new TopicLook(sources.connection(name));
        if (topic.isEmpty()) {
            List<String> topics = look.topics();
            if (output().json()) {
                out().println(Json.text(topics));
            } else {
                topics.forEach(out()::println);
            }
            return 0;
        }
        List<TopicLook.Seen> seen = look.newest(topic, Math.max(1, rows), format(sources));
        if (output().json()) {
            out().println(Json.text(seen.stream()
                    .map(m -> Map.of(
                            "partition",
                            m.partition(),
                            "offset",
                            m.offset(),
                            "timestamp",
                            m.timestamp(),
                            "key",
                            m.key(),
                            "value",
                            m.value()))
                    .toList()));
            return 0;
        }
        if (seen.isEmpty()) {
            out().println("The topic '" + topic + "' is empty.");
            return 0;
        }
        List<List<String>> table = new ArrayList<>();
        seen.forEach(m -> table.add(List.of(
                Integer.toString(m.partition()),
                Long.toString(m.offset()),
                m.timestamp(),
                m.key(),
                m.value().length() > LONGEST ? m.value().substring(0, LONGEST) + "…" : m.value())));
        out().print(table(List.of("partition", "offset", "timestamp", "key", "value"), table));
        return 0;
    }

    private Format format(KafkaSources sources) {
        return format != null
                ? format
                : sources.sources().values().stream()
                        .filter(s ->
                                s.connection().name().equals(name) && s.topic().equals(topic))
                        .map(KafkaSource::valueFormat)
                        .findFirst()
                        .orElse(Format.JSON_WITHOUT_SCHEMA);
    }
}
