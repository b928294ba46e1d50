package io.pipit.speed;

import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Everything a speed job needs to know, as plain values: it travels to the cluster inside the job graph.
 *
 * @param files the project
 * @param kafka where the logs are
 * @param lake where the tables are
 * @param parallelism subtasks of source and materialize; at most the number of partitions is of use
 * @param engine bounds of the engine in each subtask
 * @param epochs when rows become files and commits
 * @param gather how long and how much waits for one execution
 * @param faults for tests
 */
public record SpeedJobConfig(
        ProjectFiles files,
        Kafka kafka,
        LakeConfig lake,
        int parallelism,
        EngineBounds engine,
        Epochs epochs,
        Gather gather,
        FaultInjector faults)
        implements Serializable {

    /**
     * The logs of an installation.
     *
     * @param bootstrapServers of the broker
     * @param client further settings of Kafka clients
     * @param topicPrefix see {@code Topics}
     * @param partitions of each log and of the fresh topic, where they have to be made
     */
    public record Kafka(String bootstrapServers, Map<String, String> client, String topicPrefix, int partitions)
            implements Serializable {
        /** Copies the settings. */
        public Kafka {
            client = Map.copyOf(client);
        }
    }

    /**
     * The engine of one subtask; it always has one thread, because only then the same block gives the same rows.
     *
     * @param memoryLimitBytes bound of its buffer manager
     * @param tempFolder where it spills; the empty text for the JVM's temporary folder
     */
    public record EngineBounds(long memoryLimitBytes, String tempFolder) implements Serializable {}

    /**
     * When rows become files and commits.
     *
     * @param checkpointInterval between two barriers, each of which ends an epoch
     * @param cutBytes rows of this size in memory are written to files before the barrier; memory is bounded by three times it
     */
    public record Epochs(Duration checkpointInterval, long cutBytes) implements Serializable {
        /** 30 s and 128 MB. */
        public static final Epochs DEFAULT = new Epochs(Duration.ofSeconds(30), 128L << 20);

        /** What sorting rows takes of the engine's memory, in times of their size, with views and imports beside it. */
        private static final int SORT_FACTOR = 6;

        /** Commits as often as given; rows are written before sorting them would spill, which costs more than a further file. */
        public static Epochs fitting(Duration checkpointInterval, EngineBounds engine) {
            return new Epochs(checkpointInterval, Math.min(DEFAULT.cutBytes, engine.memoryLimitBytes() / SORT_FACTOR));
        }
    }

    /**
     * How long and how much waits for one execution.
     *
     * @param millis between two executions at least, and five times as much at most; after a rest nothing waits
     * @param bytes of waiting blocks, at which they run at once
     */
    public record Gather(long millis, long bytes) implements Serializable {
        /** 5 ms and 16 MB. */
        public static final Gather DEFAULT = new Gather(5, 16L << 20);
    }

    /** Refuses nulls and a parallelism below 1. */
    public SpeedJobConfig {
        Objects.requireNonNull(files, "files");
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(lake, "lake");
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(epochs, "epochs");
        Objects.requireNonNull(gather, "gather");
        Objects.requireNonNull(faults, "faults");
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "The parallelism of the speed job is " + parallelism + "; it is at least 1.");
        }
    }

    /** A configuration with the usual epochs and gathering. */
    public SpeedJobConfig(ProjectFiles files, Kafka kafka, LakeConfig lake, int parallelism, EngineBounds engine) {
        this(files, kafka, lake, parallelism, engine, Epochs.DEFAULT, Gather.DEFAULT, FaultInjector.NONE);
    }

    /** This configuration with other epochs. */
    public SpeedJobConfig withEpochs(Epochs other) {
        return new SpeedJobConfig(files, kafka, lake, parallelism, engine, other, gather, faults);
    }

    /** This configuration with faults. */
    public SpeedJobConfig withFaults(FaultInjector other) {
        return new SpeedJobConfig(files, kafka, lake, parallelism, engine, epochs, gather, other);
    }
}
