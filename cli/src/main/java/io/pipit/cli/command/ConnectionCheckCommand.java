package io.pipit.cli.command;

import io.pipit.cli.topics.TopicLook;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFolder;
import io.pipit.core.project.compile.ProjectSources;
import io.pipit.core.project.connector.KafkaConnection;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit connection check}. */
@Command(
        name = "check",
        description =
                "Tries a connection from this machine: brokers, credentials, schema registry, and the topics that data "
                        + "sources read through it. Nothing is changed.",
        footer = {"", "Examples:", "  pipit connection check main"})
final class ConnectionCheckCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "The connection.")
    private String name;

    @Override
    public Integer call() {
        KafkaSources sources = ProjectSources.kafka(ProjectFolder.read(target().project()));
        KafkaConnection connection = sources.connection(name);
        TopicLook look = new TopicLook(connection);
        out().println("Brokers at " + connection.bootstrapServers() + ": "
                + look.topics().size() + " topics");
        int subjects = look.subjects();
        if (subjects >= 0) {
            out().println("Schema registry: " + subjects + " subjects");
        }
        int failures = 0;
        for (KafkaSource source : sources.sources().values()) {
            if (source.connection().name().equals(name)) {
                failures += check(look, source);
            }
        }
        return failures == 0 ? 0 : 1;
    }

    private int check(TopicLook look, KafkaSource source) {
        try {
            TopicLook.Size size = look.size(source.topic());
            out().println("Topic " + source.topic() + " (data source " + source.dataSource() + "): " + size.partitions()
                    + (size.partitions() == 1 ? " partition, " : " partitions, ") + size.messages() + " messages");
            return 0;
        } catch (PipitException e) {
            out().println("Topic " + source.topic() + " (data source " + source.dataSource() + "): " + e.code() + " "
                    + e.getMessage());
            return 1;
        }
    }
}
