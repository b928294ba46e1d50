package io.pipit.cli.embedded;

import io.pipit.batch.EngineBounds;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import io.pipit.intake.IntakeConfig;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.store.JobsDatabase;
import io.pipit.serving.KafkaSettings;
import io.pipit.serving.ServingConfig;
import io.pipit.serving.lambda.LambdaLimits;
import io.pipit.speed.SpeedJobConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The configuration as the parts of the stack want it: one place for sizes, folders and the split of memory. */
final class StackSettings {
    private static final long DEFAULTS_BYTES = 64L << 20;
    private static final double SPEED_SHARE = 0.3;
    private static final double SERVING_SHARE = 0.4;
    private static final int MOST_BATCH_THREADS = 4;

    /** Each thread has sorts and hash tables of its own: with less for each, more threads spill and one does not. */
    private static final long BATCH_THREAD_BYTES = 256L << 20;

    private static final int INFLATION = 4;
    private static final long POSITION_TIMEOUT_MILLIS = 5_000;
    private static final long RESULT_LIMIT_BYTES = 100L << 20;
    private static final long CATALOG_POLL_MILLIS = 1_000;

    private final PipitConfig config;
    private final ExternalServices services;
    private final StateFolder state;
    private final StackHooks hooks;
    private final int partitions;

    StackSettings(PipitConfig config, StateFolder state, StackHooks hooks) {
        this.config = config;
        this.services = new ExternalServices(config);
        this.state = state;
        this.hooks = hooks;
        this.partitions = brokers().isPresent()
                ? config.log().partitionsElsewhere()
                : new KeptPartitions(config.log(), state)
                        .count(Runtime.getRuntime().availableProcessors());
    }

    /** Brokers that run elsewhere; nothing for one in this process. */
    Optional<String> brokers() {
        return hooks.kafka().or(() -> services.brokers());
    }

    /** Whether something that counts is outside of the state folder, where others may use it as well. */
    boolean sharesServices() {
        return !services.none();
    }

    LakeConfig lake() {
        return services.lake(hooks.catalog(), state);
    }

    JobsDatabase openDatabase() {
        return services.openDatabase(state);
    }

    LogSettings logs(String bootstrapServers) {
        return new LogSettings(
                bootstrapServers, services.kafkaClient(), config.log().prefix(), partitions);
    }

    KafkaSettings kafka(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, services.kafkaClient());
    }

    /** Slots for the speed job and one batch job. */
    int slots() {
        return partitions + 1;
    }

    /** The speed job; in this process, or with an engine of that size in each slot of a cluster, which spills where its TaskManager does. */
    SpeedJobConfig speed(ProjectFiles files, String bootstrapServers, OptionalLong slotMemoryBytes) {
        SpeedJobConfig.EngineBounds engine = slotMemoryBytes.isPresent()
                ? new SpeedJobConfig.EngineBounds(slotMemoryBytes.getAsLong(), "")
                : new SpeedJobConfig.EngineBounds(
                        share(SPEED_SHARE) / partitions, state.temp().toString());
        return new SpeedJobConfig(
                files,
                new SpeedJobConfig.Kafka(
                        bootstrapServers, services.kafkaClient(), config.log().prefix(), partitions),
                slotMemoryBytes.isPresent() ? lake().without(LakeConfig.CACHE_FOLDER) : lake(),
                partitions,
                engine,
                SpeedJobConfig.Epochs.fitting(config.speed().commitInterval(), engine),
                new SpeedJobConfig.Gather(
                        config.speed().gatherTime().toMillis(), SpeedJobConfig.Gather.DEFAULT.bytes()),
                hooks.faults());
    }

    /** A task of a batch job, in this process, where there is one at a time, or in a slot of a cluster. */
    EngineBounds copies(OptionalLong slotMemoryBytes) {
        if (slotMemoryBytes.isPresent()) {
            return new EngineBounds(1, slotMemoryBytes.getAsLong());
        }
        long memory = config.memory().batchBytes(machineBytes());
        long threads = Math.min(
                memory / BATCH_THREAD_BYTES, Math.min(Runtime.getRuntime().availableProcessors(), MOST_BATCH_THREADS));
        return new EngineBounds((int) Math.max(1, threads), memory);
    }

    ServingConfig serving() {
        long memory = share(SERVING_SHARE);
        int queries = config.serving().concurrentQueries();
        return new ServingConfig(
                queries,
                memory,
                2 * memory,
                folder("serving"),
                queries,
                config.serving().queryTimeout().toMillis(),
                POSITION_TIMEOUT_MILLIS,
                RESULT_LIMIT_BYTES,
                CATALOG_POLL_MILLIS,
                LambdaLimits.of(
                        config.serving().lambdaTime().toMillis(),
                        config.serving().lambdaRows()));
    }

    IntakeConfig intake() {
        IntakeConfig usual = IntakeConfig.DEFAULTS;
        int body = Math.toIntExact(config.server().maxBodySize().bytes());
        return new IntakeConfig(
                body,
                Math.multiplyExact(body, INFLATION),
                Math.max(config.intake().memory().bytes(), (long) body * INFLATION),
                Math.toIntExact(config.intake().gatherTime().toMillis()),
                usual.gatherBytes(),
                Math.toIntExact(config.intake().blockSize().bytes()),
                usual.lanes(),
                usual.rememberedKeys(),
                usual.visibleTimeoutMillis(),
                Optional.of(state.log()),
                config.intake().minFreeDisk().bytes());
    }

    /** Computes default expressions at the edge; opened only where a project has some. */
    EngineConfig defaults() {
        return new EngineConfig(1, DEFAULTS_BYTES, folder("defaults"));
    }

    /** Which fixtures were loaded. */
    FixtureLedger fixtures() {
        return new FixtureLedger(state);
    }

    /** Where uploaded files are while they are read. */
    Path files() {
        return folder("files");
    }

    /** What there is, or may be used of it in a container. */
    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    private long share(double part) {
        return (long) (config.memory().engine().bytes() * part);
    }

    private Path folder(String name) {
        return state.temp().resolve(name);
    }
}
