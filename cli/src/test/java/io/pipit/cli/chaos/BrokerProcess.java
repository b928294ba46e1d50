package io.pipit.cli.chaos;

import io.pipit.cli.embedded.AttackedBroker;
import io.pipit.core.network.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The broker as a process that is killed and started again on the same data and port. */
final class BrokerProcess implements AutoCloseable {
    private final Path data;
    private final Path log;
    private final int port;
    private final int controllerPort;
    private Process process;

    BrokerProcess(Path folder) throws IOException {
        data = folder.resolve("log");
        log = folder.resolve("broker.log");
        port = FreePort.find();
        controllerPort = FreePort.find();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it unless it runs; clients wait for it by themselves. */
    void start() throws IOException {
        if (alive()) {
            return;
        }
        List<String> command = new ArrayList<>(JavaCommand.of("-Xmx256m"));
        command.addAll(List.of(
                AttackedBroker.class.getName(),
                data.toString(),
                Integer.toString(port),
                Integer.toString(controllerPort)));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    /** Ends it so that it cannot say good-bye. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (alive()) {
            process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
    }
}
