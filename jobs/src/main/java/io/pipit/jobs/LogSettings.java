package io.pipit.jobs;

import io.pipit.core.log.Topics;
import java.util.Map;

/**
 * Where the logs of an installation are.
 *
 * @param bootstrapServers of Kafka
 * @param client further settings of Kafka clients
 * @param topicPrefix of the installation, see {@link Topics}
 * @param partitions of each log and of the fresh topic
 */
public record LogSettings(String bootstrapServers, Map<String, String> client, String topicPrefix, int partitions) {
    /** Copies the settings. */
    public LogSettings {
        client = Map.copyOf(client);
    }

    /** The names of the topics. */
    public Topics topics() {
        return new Topics(topicPrefix);
    }
}
