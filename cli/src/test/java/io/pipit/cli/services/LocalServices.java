package io.pipit.cli.services;

import io.pipit.core.log.embedded.EmbeddedBroker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** The services that an installation of several processes stands on, all on loopback: Kafka, PostgreSQL, a REST catalog and S3. */
public final class LocalServices implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** Nothing runs yet. */
    public LocalServices(Path folder) {
        this.folder = folder;
    }

    /** A broker of its own. */
    public LocalServices kafka() {
        EmbeddedBroker broker = add(EmbeddedBroker.start(folder.resolve("kafka")));
        settings.put("kafka.bootstrap-servers", broker.bootstrapServers());
        settings.put("kafka.replication-factor", "1");
        return this;
    }

    /** A database for catalog, versions, runs and schedules. */
    public LocalServices postgres() throws IOException {
        EmbeddedPostgres postgres = add(EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setServerConfig("fsync", "off")
                .start());
        settings.put("catalog.uri", postgres.getJdbcUrl("postgres", "postgres"));
        settings.put("database.uri", postgres.getJdbcUrl("postgres", "postgres"));
        return this;
    }

    /** A folder that all processes see. */
    public LocalServices sharedFolder() {
        settings.put("warehouse.uri", folder.resolve("warehouse").toString());
        return this;
    }

    /** The settings that name the services. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private <T extends AutoCloseable> T add(T service) {
        started.push(service);
        return service;
    }
}
