package io.pipit.cli.services;

import io.pipit.core.lake.io.LocalFileIO;
import io.pipit.core.lake.remote.S3Clients;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.services.S3Server;
import io.pipit.core.services.Service;
import io.pipit.core.services.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services that an installation of several processes stands on, all on loopback: Kafka, PostgreSQL, a REST catalog and S3. */
public final class LocalServices implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Service> processes = new ArrayList<>();
    private boolean apart;

    /** Nothing runs yet. */
    public LocalServices(Path folder) {
        this.folder = folder;
    }

    /** From here on services are processes of their own, which may be killed; otherwise those in Java are parts of this process. */
    public LocalServices inProcesses() {
        apart = true;
        return this;
    }

    /** A broker of its own. */
    public LocalServices kafka() throws IOException {
        if (apart) {
            ServiceProcess broker = started(BrokerMain.process(folder.resolve("kafka"), folder.resolve("kafka.log")));
            settings.put("kafka.bootstrap-servers", broker.address());
        } else {
            EmbeddedBroker broker = add(EmbeddedBroker.start(folder.resolve("kafka")));
            settings.put("kafka.bootstrap-servers", broker.bootstrapServers());
        }
        settings.put("kafka.replication-factor", "1");
        return this;
    }

    /** A database for catalog, versions, runs and schedules. */
    public LocalServices postgres() throws IOException {
        PostgresServer postgres = started(new PostgresServer(folder.resolve("postgres")));
        settings.put("catalog.uri", postgres.url());
        settings.put("database.uri", postgres.url());
        return this;
    }

    /** A bucket for the tables' files. */
    public LocalServices s3() throws IOException {
        ServiceProcess server = started(S3Server.with(folder.resolve("s3"), "lake"));
        settings.put("warehouse.uri", "s3://lake/tables");
        settings.put("warehouse.endpoint", "http://" + server.address());
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
        if (apart) {
            ServiceProcess server = started(RestCatalogServer.process(folder.resolve("catalog"), "served", properties));
            settings.put("catalog.uri", "http://" + server.address());
        } else {
            RestCatalogServer server = add(RestCatalogServer.start("served", properties, 0));
            settings.put("catalog.uri", server.uri().toString());
        }
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

    /** Those that may be killed. */
    public List<Service> processes() {
        return List.copyOf(processes);
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

    private <T extends Service> T started(T service) throws IOException {
        add(service).start();
        processes.add(service);
        return service;
    }

    private <T extends AutoCloseable> T add(T service) {
        started.push(service);
        return service;
    }
}
