package io.pipit.cli.services;

import io.pipit.core.services.Service;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** PostgreSQL with its data in a folder. */
final class PostgresServer implements Service {
    private final Path data;
    private EmbeddedPostgres server;
    private int port;

    PostgresServer(Path data) {
        this.data = data;
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void start() throws IOException {
        if (postmaster().isPresent()) {
            return;
        }
        // What served the connections of one that was killed holds its memory for a moment.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            close();
            try {
                server = builder().start();
                port = server.getPort();
                return;
            } catch (IOException | IllegalStateException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private EmbeddedPostgres.Builder builder() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "off")
                // What was committed is there after a kill: in the memory of the machine, not that of the server.
                .setServerConfig("synchronous_commit", "on");
        return port == 0 ? builder : builder.setPort(port);
    }

    @Override
    public void kill() throws IOException {
        Optional<ProcessHandle> server = postmaster();
        List<ProcessHandle> all = Stream.concat(server.stream(), server.stream().flatMap(ProcessHandle::descendants))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** The process that was started has ended when the server takes connections: the server itself says in a file who it is. */
    private Optional<ProcessHandle> postmaster() throws IOException {
        Path file = data.resolve("postmaster.pid");
        return Files.exists(file)
                ? ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(file).get(0).strip()))
                : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL";
    }
}
