package io.pipit.jobs.main;

import io.pipit.batch.EngineBounds;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.NamedServices;
import io.pipit.speed.SpeedJobConfig;
import java.util.Map;
import java.util.Optional;

/** Where the parts of an installation are that jobs have to reach, as {@code pipit.yaml} says. */
final class Installation {
    private final PipitConfig config;
    private final String brokers;
    private final Map.Entry<String, String> catalog;
    private final String warehouse;

    /**
     * Of a configuration.
     *
     * @throws PipitException {@code INVALID_CONFIG} when it leaves something to the embedded stack, which jobs elsewhere cannot reach
     */
    Installation(PipitConfig config) {
        this.config = config;
        NamedServices named = new NamedServices(config);
        brokers = named(named.brokers(), "kafka.bootstrap-servers", "broker:9092");
        catalog = named(named.catalog(), "catalog.uri", "jdbc:postgresql://host/catalog");
        warehouse = named(named.warehouse(), "warehouse.uri", "s3://bucket/path");
    }

    private static <T> T named(Optional<T> value, String key, String example) {
        return value.orElseThrow(() -> new PipitException(
                ErrorCode.INVALID_CONFIG,
                "'" + key
                        + "' is not set, and a job on a Flink cluster cannot use what a stack in one process keeps for itself."
                        + " Set it in pipit.yaml, by the environment, or with --set " + key + "=" + example + "."));
    }

    LogSettings log() {
        return new LogSettings(
                brokers,
                new NamedServices(config).kafkaClient(),
                config.log().prefix(),
                config.log().partitionsElsewhere());
    }

    LakeConfig lake() {
        return new LakeConfig(
                catalog.getKey(), catalog.getValue(), warehouse, new NamedServices(config).lakeProperties());
    }

    SpeedJobConfig speedJob(ProjectFiles files, long slotMemoryBytes) {
        LogSettings log = log();
        SpeedJobConfig.EngineBounds engine = new SpeedJobConfig.EngineBounds(slotMemoryBytes, "");
        return new SpeedJobConfig(
                        files,
                        new SpeedJobConfig.Kafka(
                                log.bootstrapServers(), log.client(), log.topicPrefix(), log.partitions()),
                        lake(),
                        log.partitions(),
                        engine)
                .withEpochs(SpeedJobConfig.Epochs.fitting(config.speed().commitInterval(), engine));
    }

    static EngineBounds batchEngine(long slotMemoryBytes) {
        return new EngineBounds(1, slotMemoryBytes);
    }
}
