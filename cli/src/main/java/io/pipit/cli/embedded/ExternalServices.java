package io.pipit.cli.embedded;

import io.pipit.core.config.PipitConfig;
import io.pipit.core.lake.LakeConfig;
import io.pipit.jobs.NamedServices;
import io.pipit.jobs.store.JobsDatabase;
import java.util.Map;
import java.util.Optional;

/** Where Kafka, the catalog, the warehouse and the database are: those that the configuration names, else those of the state folder. */
final class ExternalServices {
    private final PipitConfig config;
    private final NamedServices named;

    ExternalServices(PipitConfig config) {
        this.config = config;
        this.named = new NamedServices(config);
    }

    /** Brokers that run elsewhere. */
    Optional<String> brokers() {
        return named.brokers();
    }

    /** Whether everything is in the state folder. */
    boolean none() {
        return brokers().isEmpty()
                && config.catalog().uri().isBlank()
                && config.warehouse().uri().isBlank()
                && config.database().uri().isBlank();
    }

    /** Settings of Kafka's clients. */
    Map<String, String> kafkaClient() {
        return named.kafkaClient();
    }

    /** The catalog and the warehouse. */
    LakeConfig lake(String embeddedType, StateFolder state) {
        Map<String, String> properties = named.lakeProperties();
        properties.put(LakeConfig.CACHE_FOLDER, state.temp().resolve("lake").toString());
        String warehouse = named.warehouse().orElse(state.lake().toUri().toString());
        Map.Entry<String, String> catalog =
                named.catalog().orElseGet(() -> Map.entry(embeddedType, embedded("catalog", state)));
        return new LakeConfig(catalog.getKey(), catalog.getValue(), warehouse, properties);
    }

    /** Connects to the database of versions, runs and schedules. */
    JobsDatabase openDatabase(StateFolder state) {
        return named.openDatabase().orElseGet(() -> JobsDatabase.open(embedded("jobs", state), "sa", ""));
    }

    /** WRITE_DELAY=0: otherwise commits are lost by a hard kill. DB_CLOSE_ON_EXIT: this process closes its parts itself. */
    private static String embedded(String name, StateFolder state) {
        return "jdbc:h2:async:" + state.database().resolve(name)
                + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }
}
