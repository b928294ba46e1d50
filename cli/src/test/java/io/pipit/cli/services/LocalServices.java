package io.pipit.cli.services;

import io.pipit.core.lake.io.LocalFileIO;
import io.pipit.core.lake.remote.S3Clients;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** A bucket for the tables' files. */
    public LocalServices s3() throws IOException {
        S3Server server = add(S3Server.start(folder.resolve("s3"), "lake"));
        settings.put("warehouse.uri", "s3://lake/tables");
        settings.put("warehouse.endpoint", server.uri().toString());
        settings.put("warehouse.path-style", "true");
        settings.put("warehouse.region", "us-east-1");
        settings.put("catalog.properties.s3.access-key-id", S3Server.USER);
        settings.put("catalog.properties.s3.secret-access-key", S3Server.SECRET);
        return this;
    }

    /** A REST catalog over the database that is there, for the warehouse that is there. */
    public LocalServices restCatalog() throws Exception {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("uri", settings.get("database.uri"));
        properties.put("warehouse", settings.get("warehouse.uri"));
        properties.put("jdbc.schema-version", "V1");
        if (settings.get("warehouse.uri").startsWith("s3:")) {
            properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
            properties.put(S3Clients.FACTORY, S3Clients.class.getName());
            properties.put(S3Clients.ENDPOINT, settings.get("warehouse.endpoint"));
            properties.put(S3Clients.PATH_STYLE, "true");
            properties.put("s3.access-key-id", S3Server.USER);
            properties.put("s3.secret-access-key", S3Server.SECRET);
        } else {
            properties.put("io-impl", LocalFileIO.class.getName());
        }
        RestCatalogServer server = add(RestCatalogServer.start("served", properties));
        settings.put("catalog.uri", server.uri().toString());
        return this;
    }

    /** A folder that all processes see. */
    public LocalServices sharedFolder() {
        settings.put("warehouse.uri", folder.resolve("warehouse").toString());
        return this;
    }

    /** Writes them as {@code pipit.yaml} of a folder, with further lines. */
    public Path configure(Path project, String... lines) throws IOException {
        Files.createDirectories(project);
        StringBuilder yaml = new StringBuilder();
        settings.forEach(
                (key, value) -> yaml.append(key).append(": '").append(value).append("'\n"));
        List.of(lines).forEach(line -> yaml.append(line).append('\n'));
        return Files.writeString(project.resolve("pipit.yaml"), yaml.toString());
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
