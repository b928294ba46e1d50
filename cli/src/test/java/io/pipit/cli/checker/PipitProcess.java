package io.pipit.cli.checker;

import io.pipit.core.network.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real {@code pipit dev} process that a test starts, kills and starts again on the same state. */
public final class PipitProcess implements AutoCloseable, Target {
    private final Path log;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<String> command;
    private volatile int life;
    private Process process;

    /** For a project folder; its state is in {@code .pipit} below it. */
    public PipitProcess(Path project) throws IOException {
        this(project, List.of(home().resolve("pipit").toString(), "dev", project.toString(), "--port"));
    }

    /** With another command, to which the port is added. */
    public PipitProcess(Path project, List<String> command) throws IOException {
        this.command = List.copyOf(command);
        this.log = project.resolve("process.log");
        this.port = FreePort.find();
    }

    @Override
    public URI api(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public HttpClient http() {
        return http;
    }

    /** Starts the process; see {@link #awaitReady}. */
    public void start() throws IOException {
        List<String> all = new ArrayList<>(command);
        all.add(Integer.toString(port));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // It lives for seconds: what the optimizing compiler costs does not come back.
        builder.environment().putIfAbsent("PIPIT_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        life++;
        process = builder.start();
    }

    @Override
    public int life() {
        return life;
    }

    /** Whether it runs. */
    public boolean alive() {
        return process != null && process.isAlive();
    }

    /** Waits until {@code GET /health} says ready. */
    public void awaitReady(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new AssertionError(
                        "The process ended with " + process.exitValue() + ":\n" + output() + "\nIts log:\n" + logged());
            }
            if (healthy()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("Not ready after " + limit + ":\n" + output());
    }

    /** Ends the process as a power cut would: no handler runs. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Everything that the process printed, the last part of it where it is long. */
    @Override
    public String output() {
        try {
            String all = Files.exists(log) ? Files.readString(log) : "";
            return all.length() > 8_000 ? "…" + all.substring(all.length() - 8_000) : all;
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    /** The end of the log that it keeps: a broker that gives up ends the process without a word elsewhere. */
    private String logged() {
        try {
            List<String> lines = Files.readAllLines(log.resolveSibling(".pipit/logs/pipit.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "(none: " + e.getMessage() + ")";
        }
    }

    /** Tells it to end, and does not wait for it. */
    public void tellToEnd() {
        if (alive()) {
            process.destroy();
        }
    }

    /** Whether it ends within that time when it is told to; otherwise it is killed. */
    public boolean ends(Duration limit) throws InterruptedException {
        tellToEnd();
        if (process == null || process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return true;
        }
        process.destroyForcibly().waitFor();
        return false;
    }

    @Override
    public void close() throws InterruptedException {
        ends(Duration.ofSeconds(20));
    }

    private boolean healthy() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(api("/health"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The root of the repository: the folder with the {@code pipit} script. */
    public static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isExecutable(folder.resolve("pipit"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new AssertionError("No pipit script above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
