package io.pipit.cli.services;

import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.network.FreePort;
import io.pipit.core.services.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A broker in a process of its own, which is killed. Arguments: data folder, port, and port of the controller. */
public final class BrokerMain {
    private BrokerMain() {}

    /** A broker with its data in a folder; not started yet. */
    public static ServiceProcess process(Path data, Path log) throws IOException {
        int port = FreePort.find();
        List<String> command = new ArrayList<>(JavaCommand.of("-Xmx256m"));
        command.addAll(List.of(
                BrokerMain.class.getName(),
                data.toString(),
                Integer.toString(port),
                Integer.toString(FreePort.find())));
        return new ServiceProcess("Kafka", port, log, command);
    }

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        Thread.currentThread().join();
    }
}
