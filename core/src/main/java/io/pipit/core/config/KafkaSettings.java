package io.pipit.core.config;

import java.util.Map;

/** The brokers that hold the logs. */
public record KafkaSettings(
        @Setting(value = "", help = "Brokers, as `host:port,host:port`; empty runs a broker in this process.")
        String bootstrapServers,

        @Setting(
                value = "0",
                help = "Replicas of each topic when it is made; 0 takes the broker's default.",
                min = 0,
                max = 32)
        int replicationFactor,

        @Setting(
                value = "",
                help = "Further settings of Kafka's clients, for instance `kafka.client.security.protocol`.")
        Map<String, String> client) {
    /** Copies the settings. */
    public KafkaSettings {
        client = Map.copyOf(client);
    }
}
