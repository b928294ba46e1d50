package io.pipit.bench.process;

import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code pipit dev} with the example's data sources and views and the bench's endpoints, in a process of its own. */
public final class PipitServer implements AutoCloseable {
    /** The data source that takes events. */
    public static final String EVENTS = "analytics_events";

    private static final long ARCHIVE_SECONDS = 120;
    private static final long POLL_MILLIS = 500;

    private final Child child;
    private final int port;
    private final double secondsToReady;

    private PipitServer(Child child, int port, double secondsToReady) {
        this.child = child;
        this.port = port;
        this.secondsToReady = secondsToReady;
    }

    /** A project folder without any state. */
    public static Path project(Setup setup, String name) {
        Path project = setup.folder(name);
        Folders.delete(project);
        Path example = setup.home().resolve("examples/web-analytics");
        for (String part : List.of("datasources", "materializations")) {
            Folders.copy(example.resolve(part), project.resolve(part));
        }
        Folders.copy(setup.home().resolve("bench/project"), project);
        return project;
    }

    /** Starts a project and waits until it is ready. */
    public static PipitServer start(Setup setup, Path project, String... settings) {
        return start(
                setup,
                project,
                Map.of("PIPIT_JAVA_OPTS", System.getenv().getOrDefault("PIPIT_JAVA_OPTS", "")),
                settings);
    }

    private static PipitServer start(Setup setup, Path project, Map<String, String> environment, String... settings) {
        int port = freePort();
        List<String> command = new java.util.ArrayList<>(List.of(
                setup.home().resolve("pipit").toString(), "dev", project.toString(), "--port", Integer.toString(port)));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        long start = System.nanoTime();
        Child child = Child.start(command, environment, setup.home());
        try {
            child.await("Ready after");
            double seconds = (System.nanoTime() - start) / 1e9;
            child.ignoreOutput();
            return new PipitServer(child, port, seconds);
        } catch (RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /** Makes sure that the archive of classes is there, which the first start after a build makes. */
    public static void makeArchive(Setup setup) {
        Path archive = setup.home().resolve("cli/target/lib/pipit.jsa");
        if (Files.exists(archive) && newerThanJars(archive)) {
            return;
        }
        try (PipitServer server = start(setup, project(setup, "archive"))) {
            new Http(server.port()).get("/health");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ARCHIVE_SECONDS);
            while (!Files.exists(archive) && System.nanoTime() < end) {
                pause(200);
            }
        }
    }

    /** As the launcher judges. */
    private static boolean newerThanJars(Path archive) {
        try (Stream<Path> files = Files.list(archive.getParent())) {
            long made = archive.toFile().lastModified();
            return files.filter(f -> f.toString().endsWith(".jar"))
                    .allMatch(f -> f.toFile().lastModified() <= made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** From the start of the process until it said that it is ready. */
    public double secondsToReady() {
        return secondsToReady;
    }

    /** What it has taken. */
    public ProcessTree tree() {
        return child.tree();
    }

    /** Waits until so many events, raw and in a view, are in the lake: nothing of them is fresh any more. */
    public void awaitCommitted(long events) {
        Http http = new Http(port);
        for (String pipe : List.of("raw_count", "view_count")) {
            awaitLake(pipe, events, () -> http.pipe(pipe, Map.of()));
        }
    }

    /** Waits until a query that counts {@code events} has so many, and none of them is fresh. */
    public void awaitLake(String sql, long events) {
        awaitLake(new Http(port), sql, events);
    }

    /** The same of any process that answers queries. */
    public static void awaitLake(Http http, String sql, long events) {
        awaitLake(sql, events, () -> http.sql(sql));
    }

    private static void awaitLake(String what, long events, Supplier<HttpResponse<String>> question) {
        while (true) {
            HttpResponse<String> answer = question.get();
            boolean lakeOnly = answer.headers()
                    .firstValue("X-Pipit-Fresh-Rows")
                    .map("0"::equals)
                    .orElse(false);
            long seen =
                    Http.json(answer.body()).path("data").path(0).path("events").asLong();
            if (lakeOnly && seen == events) {
                return;
            }
            if (seen > events) {
                throw new IllegalStateException(what + " shows " + seen + " events of " + events);
            }
            pause(POLL_MILLIS);
        }
    }

    @Override
    public void close() {
        child.close();
    }

    /** A port that is free now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits a little. */
    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
