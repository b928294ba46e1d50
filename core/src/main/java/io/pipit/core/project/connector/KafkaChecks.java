package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.connector.KafkaSource.Format;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.table.ProblemSink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks what data sources say about topics against their connections, and against each other. */
public final class KafkaChecks {
    private static final String REGISTRY = "KAFKA_SCHEMA_REGISTRY_URL";

    /** How keys and values may be written. */
    static final List<String> FORMATS =
            Arrays.stream(Format.values()).map(Format::text).toList();

    private final Map<String, Datafile> connections;
    private final Map<List<String>, String> readers = new HashMap<>();

    /** Against these connections, by name. */
    public KafkaChecks(Map<String, Datafile> connections) {
        this.connections = connections;
    }

    /** Notes what is wrong with a data source; each is looked at once. */
    public void check(Datafile file, ProblemSink problems) {
        Section head = file.head();
        if (KafkaSource.in(head)) {
            Values values = new Values(head, problems);
            registry(head, values);
            group(file, values);
        }
    }

    private void registry(Section head, Values values) {
        Datafile connection = connections.get(head.value("KAFKA_CONNECTION_NAME"));
        if (connection == null || !connection.head().value(REGISTRY).isEmpty()) {
            return;
        }
        Stream.of("KAFKA_VALUE_FORMAT", "KAFKA_KEY_FORMAT")
                .filter(d -> head.value(d).equalsIgnoreCase(Format.AVRO.text()))
                .forEach(d -> values.error(
                        head.find(d).orElseThrow().line(),
                        ErrorCode.INVALID_PROJECT,
                        d + " is avro, but the connection '" + connection.name() + "' has no " + REGISTRY
                                + ", where the schemas are; add it to " + connection.path() + "."));
    }

    /** Two readers with one group would share the partitions: each would get a part of the messages. */
    private void group(Datafile file, Values values) {
        Section head = file.head();
        Directive topic = head.find("KAFKA_TOPIC").orElseThrow();
        String group = head.value("KAFKA_GROUP_ID");
        if (group.isEmpty()) {
            return;
        }
        List<String> reader = List.of(
                head.value("KAFKA_CONNECTION_NAME"), head.value("KAFKA_BOOTSTRAP_SERVERS"), topic.value(), group);
        String other = readers.putIfAbsent(reader, file.name());
        if (other != null) {
            values.error(
                    head.find("KAFKA_GROUP_ID").orElse(topic).line(),
                    ErrorCode.INVALID_PROJECT,
                    "The data sources '" + other + "' and '" + file.name() + "' read the topic '" + topic.value()
                            + "' with the same KAFKA_GROUP_ID '" + group
                            + "'; each would get a part of the messages. Give each a group of its own.");
        }
    }
}
