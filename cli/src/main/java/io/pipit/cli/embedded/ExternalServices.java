package io.pipit.cli.embedded;

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

/** Where Kafka, the catalog, the warehouse and the database are: those that the configuration names, else those of the state folder. */
final class ExternalServices {
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private final PipitConfig config;

    ExternalServices(PipitConfig config) {
        this.config = config;
    }

    /** Brokers that run elsewhere. */
    Optional<String> brokers() {
        String brokers = config.kafka().bootstrapServers();
        return brokers.isBlank() ? Optional.empty() : Optional.of(brokers.strip());
    }

    /** Settings of Kafka's clients. */
    Map<String, String> kafkaClient() {
        Map<String, String> client = new HashMap<>(config.kafka().client());
        if (config.kafka().replicationFactor() > 0) {
            client.put(
                    LogAdmin.REPLICATION_FACTOR, Integer.toString(config.kafka().replicationFactor()));
        }
        return client;
    }

    /** The catalog and the warehouse. */
    LakeConfig lake(String embeddedType, StateFolder state) {
        CatalogSettings catalog = config.catalog();
        Map<String, String> properties = warehouseProperties(state);
        properties.putAll(catalog.properties());
        if (!catalog.user().isEmpty()) {
            properties.put("jdbc.user", catalog.user());
            properties.put("jdbc.password", catalog.password());
        }
        String uri = catalog.uri().strip();
        if (uri.isEmpty()) {
            return new LakeConfig(embeddedType, embedded("catalog", state), warehouse(state), properties);
        }
        return new LakeConfig(catalogType(uri), uri, warehouse(state), properties);
    }

    private Map<String, String> warehouseProperties(StateFolder state) {
        WarehouseSettings warehouse = config.warehouse();
        Map<String, String> properties = new HashMap<>();
        properties.put(LakeConfig.CACHE_FOLDER, state.temp().resolve("lake").toString());
        properties.put(
                LakeConfig.CACHE_BYTES, Long.toString(warehouse.cacheSize().bytes()));
        if (!warehouse.endpoint().isBlank()) {
            properties.put(S3Clients.ENDPOINT, warehouse.endpoint().strip());
        }
        if (!warehouse.region().isBlank()) {
            properties.put(S3Clients.REGION, warehouse.region().strip());
        }
        properties.put(S3Clients.PATH_STYLE, Boolean.toString(warehouse.pathStyle()));
        return properties;
    }

    private String warehouse(StateFolder state) {
        String uri = config.warehouse().uri().strip();
        if (uri.isEmpty()) {
            return state.lake().toUri().toString();
        }
        return uri.contains(":") ? uri : Path.of(uri).toAbsolutePath().toString();
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

    /** Connects to the database of versions, runs and schedules. */
    JobsDatabase openDatabase(StateFolder state) {
        DatabaseSettings own = config.database();
        if (!own.uri().isBlank()) {
            return JobsDatabase.open(own.uri().strip(), own.user(), own.password());
        }
        CatalogSettings catalog = config.catalog();
        return catalog.uri().strip().startsWith(POSTGRESQL)
                ? JobsDatabase.open(catalog.uri().strip(), catalog.user(), catalog.password())
                : JobsDatabase.open(embedded("jobs", state), "sa", "");
    }

    /** WRITE_DELAY=0: otherwise commits are lost by a hard kill. DB_CLOSE_ON_EXIT: this process closes its parts itself. */
    private static String embedded(String name, StateFolder state) {
        return "jdbc:h2:async:" + state.database().resolve(name)
                + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }
}
