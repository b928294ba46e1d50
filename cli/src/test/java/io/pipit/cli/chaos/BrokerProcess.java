package io.pipit.cli.chaos;

import io.pipit.cli.services.BrokerMain;
import io.pipit.core.services.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;

/** The broker as a process that is killed and started again on the same data and port. */
final class BrokerProcess implements AutoCloseable {
    private final ServiceProcess process;

    BrokerProcess(Path folder) throws IOException {
        process = BrokerMain.process(folder.resolve("log"), folder.resolve("broker.log"));
    }

    String address() {
        return process.address();
    }

    /** Starts it unless it runs; clients wait for it by themselves. */
    void start() throws IOException {
        process.launch();
    }

    boolean alive() {
        return process.alive();
    }

    /** Ends it so that it cannot say good-bye. */
    void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
