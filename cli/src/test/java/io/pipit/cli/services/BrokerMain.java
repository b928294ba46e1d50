package io.pipit.cli.services;

import io.pipit.core.log.embedded.EmbeddedBroker;
import java.nio.file.Path;

/** A broker in a process of its own, which is killed. Arguments: data folder, port, and port of the controller. */
public final class BrokerMain {
    private BrokerMain() {}

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        Thread.currentThread().join();
    }
}
