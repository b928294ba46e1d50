package io.pipit.cli.embedded;

import io.pipit.core.log.embedded.EmbeddedBroker;
import java.nio.file.Path;

/** The broker under attack, in a process of its own. Arguments: data folder, port, and port of the controller. */
public final class AttackedBroker {
    private AttackedBroker() {}

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        Thread.currentThread().join();
    }
}
