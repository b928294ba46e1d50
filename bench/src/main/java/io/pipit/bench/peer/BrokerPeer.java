package io.pipit.bench.peer;

import io.pipit.core.log.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/** Kafka's broker alone: {@code BrokerPeer DATA_FOLDER}. */
public final class BrokerPeer {
    private BrokerPeer() {}

    /** Says {@code BROKER host:port} and runs until its input ends. */
    public static void main(String[] arguments) throws IOException {
        Words words = new Words();
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]))) {
            words.say("BROKER " + broker.bootstrapServers());
            while (words.hear() != null) {
                Thread.onSpinWait();
            }
        }
    }
}
