package io.pipit.speed;

import io.pipit.speed.commit.CommitOperatorFactory;
import io.pipit.speed.commit.EpochFiles;
import io.pipit.speed.materialize.MaterializeOperatorFactory;
import io.pipit.speed.source.LogInput;
import io.pipit.speed.source.LogSource;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The job graph of the speed layer.
 *
 * <pre>
 *   landing logs ──► LogSource ─chained─► MaterializeOperator ──files──► CommitOperator ──► lake
 *                    (from coverage)        │ parallelism n              (parallelism 1)      │
 *                                           └──► fresh topic ◄── commit notices ──────────────┘
 * </pre>
 */
public final class SpeedJob {
    private static final String SUFFIX = "-speed";

    private static final Duration RESTART_FIRST = Duration.ofMillis(200);
    private static final Duration RESTART_MOST = Duration.ofSeconds(10);
    private static final Duration RESTART_CALM = Duration.ofMinutes(5);
    private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(10);
    private static final int FAILED_CHECKPOINTS = 10;

    private SpeedJob() {}

    /** The name of an installation's one speed job, by the first word of its topics: clusters may be shared. */
    public static String name(String topicPrefix) {
        return topicPrefix + SUFFIX;
    }

    /** The job as a graph that a cluster client submits. */
    public static JobGraph graph(SpeedJobConfig config) {
        return streamGraph(config).getJobGraph();
    }

    /** The job as a graph that an environment executes. */
    public static StreamGraph streamGraph(SpeedJobConfig config) {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        build(environment, config);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name(config.kafka().topicPrefix()));
        return graph;
    }

    /** Adds the job to an environment and sets what it relies on. */
    public static void build(StreamExecutionEnvironment environment, SpeedJobConfig config) {
        environment.configure(settings(config));
        environment.setParallelism(config.parallelism());
        environment
                .fromSource(
                        new LogSource(config),
                        WatermarkStrategy.noWatermarks(),
                        "Landing logs",
                        new JavaTypeInfo<>(LogInput.class))
                .uid("pipit-source")
                .transform("Materialize", new JavaTypeInfo<>(EpochFiles.class), new MaterializeOperatorFactory(config))
                .uid("pipit-materialize")
                .rebalance()
                .transform("Commit", Types.VOID, new CommitOperatorFactory(config))
                .uid("pipit-commit")
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    private static Configuration settings(SpeedJobConfig config) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.NAME, name(config.kafka().topicPrefix()));
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        settings.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL, config.epochs().checkpointInterval());
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, CHECKPOINT_TIMEOUT);
        settings.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
        settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, FAILED_CHECKPOINTS);
        settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        // There is no state to keep: what a barrier means is in the lake.
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "jobmanager");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, RESTART_FIRST);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, RESTART_MOST);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, RESTART_CALM);
        return settings;
    }
}
