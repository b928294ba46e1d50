package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Variables;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.Section;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The topics that a project's data sources take rows from, and its connections to brokers.
 *
 * @param sources by data source
 * @param connections by name
 * @param errors why a data source's topic, or a connection, cannot be read, by name
 */
public record KafkaSources(
        SortedMap<String, KafkaSource> sources,
        SortedMap<String, KafkaConnection> connections,
        SortedMap<String, PipitException> errors) {
    /** None. */
    public static final KafkaSources NONE = new KafkaSources(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    /** Reads files. */
    public static KafkaSources of(Collection<Datafile> files, Variables variables) {
        KafkaSources found = new KafkaSources(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        for (Datafile file : files) {
            if (file.kind() == DatafileKind.CONNECTION
                    && file.head().value("TYPE").equalsIgnoreCase("kafka")) {
                found.keep(
                        file.name(),
                        found.connections,
                        () -> KafkaConnection.read(file.name(), file.head(), variables),
                        variables);
            }
        }
        for (Datafile file : files) {
            if (file.kind() == DatafileKind.DATA_SOURCE && KafkaSource.in(file.head())) {
                found.keep(file.name(), found.sources, () -> found.source(file, variables), variables);
            }
        }
        return found;
    }

    /**
     * A connection.
     *
     * @throws PipitException what is wrong with it; {@code UNKNOWN_RESOURCE}
     */
    public KafkaConnection connection(String name) {
        if (errors.containsKey(name)) {
            throw errors.get(name);
        }
        return Optional.ofNullable(connections.get(name))
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no connection '" + name + "' of type kafka in the project."
                                + NearestName.hint(name, connections.keySet())));
    }

    private interface Reading<T> {
        T read();
    }

    private <T> void keep(String name, Map<String, T> into, Reading<T> reading, Variables variables) {
        try {
            into.put(name, reading.read());
        } catch (PipitException e) {
            errors.put(name, variables.masked(e));
        }
    }

    private KafkaSource source(Datafile file, Variables variables) {
        Section head = file.head();
        String name = head.value("KAFKA_CONNECTION_NAME");
        KafkaConnection connection =
                name.isEmpty() ? KafkaConnection.read(file.name(), head, variables) : connection(name);
        KafkaSource source = KafkaSource.read(file.name(), head, connection, variables);
        if (source.needsRegistry() && connection.registryUrl().isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "The data source '" + file.name() + "' reads Avro, but the connection '" + connection.name()
                            + "' has no KAFKA_SCHEMA_REGISTRY_URL.");
        }
        return source;
    }
}
