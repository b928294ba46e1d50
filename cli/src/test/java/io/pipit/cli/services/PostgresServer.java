package io.pipit.cli.services;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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
        if (server != null && server.getProcess().isAlive()) {
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
                .setServerConfig("fsync", "off");
        return port == 0 ? builder : builder.setPort(port);
    }

    @Override
    public void kill() throws InterruptedException {
        server.getProcess().destroyForcibly().waitFor();
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
