package io.pipit.core.log.embedded;

import java.nio.file.Path;

/** A Kafka broker and controller (KRaft) in this process, on loopback, with its data in a folder. */
public final class EmbeddedBroker implements AutoCloseable {
    private EmbeddedBroker() {}

    /** Starts on free ports; formats the folder the first time; recovers after a hard kill. */
    public static EmbeddedBroker start(Path dataFolder) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** For Kafka clients, for instance {@code 127.0.0.1:40123}. */
    public String bootstrapServers() {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
