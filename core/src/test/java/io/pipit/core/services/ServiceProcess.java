package io.pipit.core.services;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A service that is a process of Java, or of another command, and listens on one port of loopback. */
public final class ServiceProcess implements Service {
    private final String name;
    private final int port;
    private final Path log;
    private final List<String> command;
    private Process process;

    /** Nothing runs before {@link #start}; what it prints is added to {@code log}. */
    public ServiceProcess(String name, int port, Path log, List<String> command) {
        this.name = name;
        this.port = port;
        this.log = log;
        this.command = List.copyOf(command);
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it unless it runs, and does not wait until it takes connections. */
    public void launch() throws IOException {
        if (!alive()) {
            Files.createDirectories(log.getParent());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        }
    }

    /** Whether it runs. */
    public boolean alive() {
        return process != null && process.isAlive();
    }

    @Override
    public void start() throws IOException {
        launch();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (System.nanoTime() < deadline && alive()) {
            try (Socket open = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        process.destroyForcibly();
        throw new AssertionError(name + " did not start:\n" + Files.readString(log));
    }

    @Override
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    @Override
    public String toString() {
        return name;
    }
}
