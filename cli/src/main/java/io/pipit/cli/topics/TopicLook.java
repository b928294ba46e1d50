package io.pipit.cli.topics;

import io.pipit.core.project.connector.KafkaConnection;
import io.pipit.core.project.connector.KafkaSource.Format;
import io.pipit.intake.kafka.TopicPreview;
import java.util.List;

/** Looks into a connection; nothing is changed there. */
public final class TopicLook {
    private final TopicPreview preview;

    /** At the brokers of a connection. */
    public TopicLook(KafkaConnection connection) {
        this.preview = new TopicPreview(connection);
    }

    /** What a topic holds. */
    public record Size(int partitions, long messages) {}

    /** A message as texts. */
    public record Seen(int partition, long offset, String timestamp, String key, String value) {}

    /** Names of the topics. */
    public List<String> topics() {
        return preview.topics();
    }

    /** How many subjects the schema registry has, or -1 where there is none. */
    public int subjects() {
        return preview.subjects();
    }

    /** What a topic holds; {@code UNKNOWN_TOPIC}. */
    public Size size(String topic) {
        List<TopicPreview.Held> held = preview.held(topic);
        return new Size(
                held.size(),
                held.stream().mapToLong(h -> h.latest() - h.earliest()).sum());
    }

    /** The newest messages, the newest first. */
    public List<Seen> newest(String topic, int most, Format format) {
        return preview.newest(topic, most, format).stream()
                .map(m -> new Seen(m.partition(), m.offset(), m.at().toString(), m.key(), m.value()))
                .toList();
    }
}
