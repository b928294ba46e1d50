package io.pipit.core.project.connector;

import io.pipit.core.project.Variables;
import io.pipit.core.project.datafile.Section;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The topic that a data source takes its rows from.
 *
 * @param dataSource where the rows go
 * @param connection how the topic is reached
 * @param topic its name
 * @param group in whose name it is read; offsets are kept for it
 * @param reset where reading starts when nothing of the topic was read yet
 * @param keyFormat how keys are written
 * @param valueFormat how values are written
 * @param kept what is kept of messages beside their values
 */
public record KafkaSource(
        String dataSource,
        KafkaConnection connection,
        String topic,
        String group,
        Reset reset,
        Format keyFormat,
        Format valueFormat,
        Set<Kept> kept) {
    /** Where reading starts. */
    public enum Reset {
        /** At the first message that is still there. */
        EARLIEST,
        /** Behind the last message. */
        LATEST
    }

    /** How keys or values are written. */
    public enum Format {
        /** Text; values are JSON. */
        JSON_WITHOUT_SCHEMA,
        /** JSON behind the number of a schema. */
        JSON_WITH_SCHEMA,
        /** Avro behind the number of a schema. */
        AVRO;

        /** As files name it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is kept of messages if a data source asks for it. */
    public enum Kept {
        /** The value as it came. */
        RAW_VALUE("KAFKA_STORE_RAW_VALUE"),
        /** Headers that are text. */
        HEADERS("KAFKA_STORE_HEADERS"),
        /** Headers that are not text, in Base64. */
        BINARY_HEADERS("KAFKA_STORE_BINARY_HEADERS");

        private final String directive;

        Kept(String directive) {
            this.directive = directive;
        }

        /** Whether a data source asks for it. */
        public boolean asked(Section head) {
            return List.of("true", "1").contains(head.value(directive).toLowerCase(Locale.ROOT));
        }
    }

    /** Copies the set. */
    public KafkaSource {
        kept = Set.copyOf(kept);
    }

    /** Whether a data source takes its rows from a topic. */
    public static boolean in(Section head) {
        return !head.value("KAFKA_TOPIC").isEmpty();
    }

    /** Reads what a data source says. */
    static KafkaSource read(String dataSource, Section head, KafkaConnection connection, Variables variables) {
        SecretText secrets = new SecretText(variables, "The data source '" + dataSource + "'");
        String group = secrets.of(head.value("KAFKA_GROUP_ID"));
        String reset = secrets.of(head.value("KAFKA_AUTO_OFFSET_RESET"));
        return new KafkaSource(
                dataSource,
                connection,
                secrets.of(head.value("KAFKA_TOPIC")),
                group.isEmpty() ? defaultGroup(dataSource) : group,
                reset.equalsIgnoreCase(Reset.EARLIEST.name()) ? Reset.EARLIEST : Reset.LATEST,
                format(head.value("KAFKA_KEY_FORMAT")),
                format(head.value("KAFKA_VALUE_FORMAT")),
                Set.copyOf(Arrays.stream(Kept.values())
                        .filter(kept -> kept.asked(head))
                        .toList()));
    }

    /** The group of a data source that names none. */
    static String defaultGroup(String dataSource) {
        return "pipit_" + dataSource;
    }

    /** Whether schemas are needed to read it. */
    public boolean needsRegistry() {
        return keyFormat == Format.AVRO || valueFormat == Format.AVRO;
    }

    private static Format format(String text) {
        return Arrays.stream(Format.values())
                .filter(f -> f.text().equalsIgnoreCase(text))
                .findFirst()
                .orElse(Format.JSON_WITHOUT_SCHEMA);
    }
}
