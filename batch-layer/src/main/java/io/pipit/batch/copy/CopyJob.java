package io.pipit.batch.copy;

import io.pipit.batch.OneTaskJob;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The Flink batch job of one copy run.
 *
 * <pre>
 *   one record ─► copy: query over pinned snapshots ─► sorted Parquet ─► commit (result and edge at once)
 *
 *   a record a part ─► part: query over a share of the rows ─► sorted Parquet ─┐
 *                      part: …                                                 ┴─► copy: commit
 * </pre>
 *
 * <p>The second form is for queries that can be divided ({@code Spread}). The job is not restarted by Flink: a run is tried again with a new edge by whoever submitted it.
 */
public final class CopyJob {
    private static final String TASK = "copy";

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
        if (spec.parts() > 1) {
            OneTaskJob.build(
                    environment, "part", new CopyPartOperator(spec), spec.parts(), TASK, new CopyOperator(spec));
        } else {
            OneTaskJob.build(environment, TASK, new CopyOperator(spec));
        }
    }

    /** What the job left behind when it finished, by the accumulators' names. */
    public static CopyOutcome outcome(Map<String, Object> accumulators) {
        return new CopyOutcome(
                verdict(accumulators),
                number(accumulators, CopyOperator.ROWS),
                number(accumulators, CopyOperator.BYTES),
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
        return OneTaskJob.number(accumulators.get(name), name);
    }
}
