package io.pipit.jobs.installation;

import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.log.LogAdmin;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.store.JobsDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Before anything is begun: the services are there, and belong to one installation. */
public final class InstallationCheck {
    private static final int LOOKS = 5;
    private static final long LOOK_MILLIS = 500;

    private final LogSettings logs;

    /** Of an installation whose log this is. */
    public InstallationCheck(LogSettings logs) {
        this.logs = logs;
    }

    /**
     * Processes that share an installation need services that all of them reach.
     *
     * @throws PipitException {@code INVALID_CONFIG} when the configuration leaves one to the embedded stack
     */
    public static void services(PipitConfig config) {
        List<String> missing = new ArrayList<>();
        if (config.kafka().bootstrapServers().isBlank()) {
            missing.add("kafka.bootstrap-servers");
        }
        if (config.catalog().uri().isBlank()) {
            missing.add("catalog.uri");
        }
        if (config.warehouse().uri().isBlank()) {
            missing.add("warehouse.uri");
        }
        boolean database = config.database().uri().startsWith("jdbc:postgresql:")
                || config.database().uri().isBlank() && config.catalog().uri().startsWith("jdbc:postgresql:");
        if (!database) {
            missing.add("database.uri (jdbc:postgresql:…)");
        }
        if (!missing.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "Several processes of one installation share their services, and the configuration lacks "
                            + String.join(", ", missing)
                            + ". See docs/guides/operate.md; 'pipit server --role all' runs without any.");
        }
    }

    /**
     * Asks the brokers.
     *
     * @throws PipitException {@code LOG_UNAVAILABLE}
     */
    public void reachable() {
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            admin.topics();
        }
    }

    /**
     * Marks log, catalog and database as parts of one installation, and refuses those that are of different ones. The catalog is marked
     * last, and topics of data sources are made later: so a catalog that is marked belongs to a log that is.
     *
     * @throws PipitException {@code FOREIGN_INSTALLATION}
     */
    public void same(JobsDatabase database, Lake lake) {
        same(new InstallationName(database)::orElse, lake);
    }

    /** The same where no database is known. */
    public void same(Lake lake) {
        same(UnaryOperator.identity(), lake);
    }

    private void same(UnaryOperator<String> ofDatabase, Lake lake) {
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            // The catalog is asked first: who claims it has marked the log before.
            Optional<String> catalog = lake.installation();
            Set<String> topics = admin.topics();
            Optional<String> log = marked(topics);
            for (int i = 0; i < LOOKS && log.isEmpty() && catalog.isPresent(); i++) {
                pause(); // brokers hear of topics one after the other
                topics = admin.topics();
                log = marked(topics);
            }
            String own = ofDatabase.apply(
                    log.or(() -> catalog).orElse(UUID.randomUUID().toString()));
            if (log.isPresent()) {
                refuse(!log.get().equals(own), "The log with the prefix '" + logs.topicPrefix() + "'", log.get(), own);
            }
            refuse(catalog.isPresent() && !catalog.get().equals(own), "The catalog", catalog.orElse(""), own);
            if (log.isEmpty()) {
                catalog.ifPresent(InstallationCheck::refuseWithoutLog);
            }
            String ofData = logs.topics().log("");
            boolean data = topics.stream().anyMatch(topic -> topic.startsWith(ofData));
            refuse(
                    log.isPresent()
                            && catalog.isEmpty()
                            && data
                            && lake.tables().isEmpty(),
                    "The log with the prefix '" + logs.topicPrefix() + "'",
                    own,
                    "none");
            if (log.isEmpty()) {
                admin.ensure(logs.topics().installation(own), 1);
            }
            if (catalog.isEmpty()) {
                lake.claim(own);
            }
        }
    }

    private Optional<String> marked(Set<String> topics) {
        String start = logs.topics().installation("");
        return topics.stream()
                .filter(topic -> topic.startsWith(start))
                .map(topic -> topic.substring(start.length()))
                .sorted()
                .findFirst();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuseWithoutLog(String catalog) {
        throw new PipitException(
                ErrorCode.FOREIGN_INSTALLATION,
                "The catalog belongs to the installation " + catalog
                        + ", and there is no log of it. Check kafka.* and log.prefix; where the log is lost for good,"
                        + " 'pipit log renew' goes on with a new one (docs/guides/operate.md). Nothing was changed.");
    }

    private static void refuse(boolean foreign, String what, String found, String own) {
        if (foreign) {
            throw new PipitException(
                    ErrorCode.FOREIGN_INSTALLATION,
                    what + " belongs to the installation " + found + ", and the other services to "
                            + (own.equals("none") ? "none yet" : own)
                            + ". Log, catalog, warehouse and database belong together: check kafka.*, log.prefix, catalog.* and"
                            + " database.*. Nothing was changed.");
        }
    }
}
