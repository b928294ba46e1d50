package io.pipit.batch.copy;

import java.util.Arrays;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The Flink batch job of one copy run.
 *
 * <pre>
 *   one record ─► copy: query over pinned snapshots ─► sorted Parquet ─► commit (result and edge at once)
 * </pre>
 *
 * <p>One task, for now. It is not restarted by Flink: a run is tried again with a new edge by whoever submitted it.
 */
public final class CopyJob {
    private CopyJob() {}

    /** The name of the job of a run. */
    public static String name(String pipe, String runId) {
        return "copy " + pipe + " " + runId;
    }

    /** The job, ready to be submitted. */
    public static StreamGraph graph(CopySpec spec) {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        build(environment, spec);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name(spec.pipe(), spec.runId()));
        return graph;
    }

    /** Adds the job to an environment and sets what it relies on. */
    public static void build(StreamExecutionEnvironment environment, CopySpec spec) {
        Configuration settings = new Configuration();
        settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        environment.configure(settings);
        environment.setParallelism(1);
        environment
                .fromSequence(1, 1)
                .transform("copy", Types.LONG, new CopyOperator(spec))
                .sinkTo(new DiscardingSink<>())
                .name("end");
    }

    /** What the job left behind when it finished, by the accumulators' names. */
    public static CopyOutcome outcome(Map<String, Object> accumulators) {
        return new CopyOutcome(
                verdict(accumulators),
                number(accumulators, CopyOperator.ROWS),
                number(accumulators, CopyOperator.FILES),
                number(accumulators, CopyOperator.NUMBER),
                number(accumulators, CopyOperator.SNAPSHOT));
    }

    private static CopyOutcome.Verdict verdict(Map<String, Object> accumulators) {
        return Arrays.stream(CopyOutcome.Verdict.values())
                .filter(verdict -> accumulators.containsKey(CopyOperator.VERDICT + verdict.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The copy job finished without a verdict."));
    }

    private static long number(Map<String, Object> accumulators, String name) {
        Object value = accumulators.get(name);
        if (value instanceof Accumulator<?, ?> accumulator) {
            value = accumulator.getLocalValue();
        }
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("The copy job finished without saying '" + name + "'.");
    }
}
