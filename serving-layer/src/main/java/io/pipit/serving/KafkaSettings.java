package io.pipit.serving;

import java.util.Map;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers as Kafka clients want them
 * @param client further client settings
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> client) {
    /** Copies the settings. */
    public KafkaSettings {
        client = Map.copyOf(client);
    }
}
