package io.pipit.jobs;

import io.pipit.core.config.CatalogSettings;
import io.pipit.core.config.DatabaseSettings;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.config.WarehouseSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.remote.S3Clients;
import io.pipit.core.log.LogAdmin;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Kafka, the catalog and the warehouse, where the configuration names them. */
public final class NamedServices {
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private final PipitConfig config;

    /** Those of a configuration. */
    public NamedServices(PipitConfig config) {
        this.config = config;
    }

    /** Brokers that run elsewhere. */
    public Optional<String> brokers() {
        String brokers = config.kafka().bootstrapServers();
        return brokers.isBlank() ? Optional.empty() : Optional.of(brokers.strip());
    }

    /** Settings of Kafka's clients. */
    public Map<String, String> kafkaClient() {
        Map<String, String> client = new HashMap<>(config.kafka().client());
        if (config.kafka().replicationFactor() > 0) {
            client.put(
                    LogAdmin.REPLICATION_FACTOR, Integer.toString(config.kafka().replicationFactor()));
        }
        return client;
    }

    /** The type and the address of the catalog, as the lake knows them. */
    public Optional<Map.Entry<String, String>> catalog() {
        String uri = config.catalog().uri().strip();
        return uri.isEmpty() ? Optional.empty() : Optional.of(Map.entry(catalogType(uri), uri));
    }

    /** The root of the tables. */
    public Optional<String> warehouse() {
        String uri = config.warehouse().uri().strip();
        if (uri.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                uri.contains(":") ? uri : Path.of(uri).toAbsolutePath().toString());
    }

    /** Properties of the catalog and of the files, without the folder of their copies. */
    public Map<String, String> lakeProperties() {
        WarehouseSettings warehouse = config.warehouse();
        Map<String, String> properties = new HashMap<>();
        properties.put(
                LakeConfig.CACHE_BYTES, Long.toString(warehouse.cacheSize().bytes()));
        if (!warehouse.endpoint().isBlank()) {
            properties.put(S3Clients.ENDPOINT, warehouse.endpoint().strip());
        }
        if (!warehouse.region().isBlank()) {
            properties.put(S3Clients.REGION, warehouse.region().strip());
        }
        properties.put(S3Clients.PATH_STYLE, Boolean.toString(warehouse.pathStyle()));
        CatalogSettings catalog = config.catalog();
        properties.putAll(catalog.properties());
        if (!catalog.user().isEmpty()) {
            properties.put("jdbc.user", catalog.user());
            properties.put("jdbc.password", catalog.password());
        }
        return properties;
    }

    /** Connects to the database of versions, runs and schedules: that of the catalog where no other is named and it is PostgreSQL. */
    public Optional<JobsDatabase> openDatabase() {
        DatabaseSettings own = config.database();
        if (!own.uri().isBlank()) {
            return Optional.of(JobsDatabase.open(own.uri().strip(), own.user(), own.password()));
        }
        CatalogSettings catalog = config.catalog();
        return catalog.uri().strip().startsWith(POSTGRESQL)
                ? Optional.of(JobsDatabase.open(catalog.uri().strip(), catalog.user(), catalog.password()))
                : Optional.empty();
    }

    private static String catalogType(String uri) {
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            return "rest";
        }
        if (uri.startsWith("jdbc:")) {
            return "jdbc";
        }
        throw new PipitException(
                ErrorCode.INVALID_CONFIG,
                "catalog.uri is '" + uri
                        + "'; expected is jdbc:postgresql://host/database or http(s)://host of a REST catalog.");
    }
}
