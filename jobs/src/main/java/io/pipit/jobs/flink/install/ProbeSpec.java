package io.pipit.jobs.flink.install;

import io.pipit.core.lake.LakeConfig;
import java.io.Serializable;
import java.util.Map;

/**
 * What a probe looks for on the machines of a cluster, beside the libraries; the empty text where nothing is to be reached.
 *
 * @param brokers Kafka's
 * @param client settings of Kafka's clients
 * @param lake catalog and warehouse, or nothing
 */
public record ProbeSpec(String brokers, Map<String, String> client, LakeConfig lake) implements Serializable {
    /** Libraries alone. */
    public static final ProbeSpec LIBRARIES = new ProbeSpec("", Map.of(), null);

    /** Copies the settings. */
    public ProbeSpec {
        client = Map.copyOf(client);
    }
}
