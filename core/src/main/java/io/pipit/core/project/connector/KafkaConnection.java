package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Variables;
import io.pipit.core.project.datafile.Section;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How brokers and a schema registry are reached. Its text shows no secret.
 *
 * @param name of the connection, or of the data source that says it itself
 * @param bootstrapServers {@code host:port}, several with commas between
 * @param registryUrl of the schema registry; the empty text for none
 * @param client settings of Kafka's clients: protocol and credentials
 */
public record KafkaConnection(String name, String bootstrapServers, String registryUrl, Map<String, String> client) {
    private static final String PLAINTEXT = "PLAINTEXT";

    /** Copies the settings. */
    public KafkaConnection {
        client = Map.copyOf(client);
    }

    /**
     * Reads what a connection says, with its secrets.
     *
     * @throws PipitException {@code INVALID_CONFIG} when a secret is not set, or something is missing or not known
     */
    public static KafkaConnection read(String name, Section section, Variables variables) {
        Reading reading = new Reading(name, section, variables);
        return new KafkaConnection(
                name,
                reading.needed("KAFKA_BOOTSTRAP_SERVERS").replace(" ", ""),
                reading.value("KAFKA_SCHEMA_REGISTRY_URL").replaceFirst("/+$", ""),
                reading.client());
    }

    @Override
    public String toString() {
        return "Kafka at " + bootstrapServers;
    }

    private record Reading(String name, Section section, Variables variables) {
        String value(String directive) {
            return new SecretText(variables, "The connection '" + name + "'").of(section.value(directive));
        }

        String needed(String directive) {
            String value = value(directive);
            if (value.isEmpty()) {
                throw invalid("has no " + directive);
            }
            return value;
        }

        Map<String, String> client() {
            Map<String, String> client = new HashMap<>();
            String protocol = value("KAFKA_SECURITY_PROTOCOL").toUpperCase(Locale.ROOT);
            if (protocol.isEmpty()) {
                protocol = value("KAFKA_KEY").isEmpty() ? PLAINTEXT : "SASL_SSL";
            }
            client.put("security.protocol", protocol);
            if (protocol.startsWith("SASL_")) {
                credentials(client);
            }
            String certificate = value("KAFKA_SSL_CA_PEM");
            if (!certificate.isEmpty()) {
                client.put("ssl.truststore.type", "PEM");
                client.put("ssl.truststore.certificates", certificate.replace("\\n", "\n"));
            }
            return client;
        }

        private void credentials(Map<String, String> client) {
            String mechanism = value("KAFKA_SASL_MECHANISM").toUpperCase(Locale.ROOT);
            mechanism = mechanism.isEmpty() ? "PLAIN" : mechanism;
            if (mechanism.equals("OAUTHBEARER")) {
                throw invalid(
                        "asks for KAFKA_SASL_MECHANISM OAUTHBEARER, which needs a login of its cloud that Pipit does "
                                + "not have; use PLAIN or SCRAM-SHA-512");
            }
            String module = mechanism.equals("PLAIN")
                    ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                    : "org.apache.kafka.common.security.scram.ScramLoginModule";
            client.put("sasl.mechanism", mechanism);
            client.put(
                    "sasl.jaas.config",
                    module + " required username=" + quoted(needed("KAFKA_KEY")) + " password="
                            + quoted(needed("KAFKA_SECRET")) + ";");
        }

        private static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }

        private PipitException invalid(String what) {
            return new PipitException(ErrorCode.INVALID_CONFIG, "The connection '" + name + "' " + what + ".");
        }
    }
}
