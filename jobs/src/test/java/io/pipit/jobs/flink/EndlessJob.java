package io.pipit.jobs.flink;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.ExecutionPlan;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A streaming job that counts for ever, or up to the number at which it fails. */
public final class EndlessJob {
    private EndlessJob() {}

    /** Counts on and on. */
    public static ExecutionPlan named(String name) {
        return failingAt(name, -1);
    }

    /** Fails at a number, without restart. */
    public static ExecutionPlan failingAt(String name, long number) {
        return counting(name, number, Map.of(RestartStrategyOptions.RESTART_STRATEGY.key(), "none"));
    }

    /** Fails at a number, and begins again each time. */
    public static ExecutionPlan restartingAt(String name, long number) {
        return counting(
                name,
                number,
                Map.of(
                        RestartStrategyOptions.RESTART_STRATEGY.key(),
                        "fixed-delay",
                        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS.key(),
                        Integer.toString(Integer.MAX_VALUE),
                        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY.key(),
                        "100 ms"));
    }

    private static ExecutionPlan counting(String name, long number, Map<String, String> restarts) {
        Configuration settings = Configuration.fromMap(restarts);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(settings);
        environment.setParallelism(1);
        environment
                .fromSequence(1, Long.MAX_VALUE)
                .map(n -> {
                    if (n == number) {
                        throw new IllegalStateException("number " + n + " fails on purpose");
                    }
                    if (n % 100 == 0) {
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }
                    return n;
                })
                .returns(Long.class)
                .sinkTo(new DiscardingSink<>());
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        return graph;
    }
}
