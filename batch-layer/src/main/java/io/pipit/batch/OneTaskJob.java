package io.pipit.batch;

import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Batch jobs of one task. Flink does not restart them: who submitted one knows whether and how to try again. */
public final class OneTaskJob {
    private OneTaskJob() {}

    /** The job, ready to be submitted. */
    public static StreamGraph graph(String jobName, String taskName, BatchTask task) {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        build(environment, taskName, task);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(jobName);
        return graph;
    }

    /** The same for a task that is divided, see {@link #build(StreamExecutionEnvironment, String, BatchTask, int, String, BatchTask)}. */
    public static StreamGraph graph(
            String jobName, String partName, BatchTask part, int parts, String lastName, BatchTask last) {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        build(environment, partName, part, parts, lastName, last);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(jobName);
        return graph;
    }

    /** Adds the task to an environment and sets what it relies on. */
    public static void build(StreamExecutionEnvironment environment, String taskName, BatchTask task) {
        set(environment);
        end(environment.fromSequence(1, 1).transform(taskName, Types.LONG, task));
    }

    /**
     * Adds a task that is divided, and one that begins when all parts are done.
     *
     * @param part does a part of the work, from 0
     * @param last gets a record for each part that is done
     */
    public static void build(
            StreamExecutionEnvironment environment,
            String partName,
            BatchTask part,
            int parts,
            String lastName,
            BatchTask last) {
        set(environment);
        end(environment
                .fromSequence(0, parts - 1)
                .rebalance()
                .transform(partName, Types.LONG, part)
                .setParallelism(parts)
                .rebalance()
                .transform(lastName, Types.LONG, last)
                .setParallelism(1));
    }

    private static void set(StreamExecutionEnvironment environment) {
        Configuration settings = new Configuration();
        settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        environment.configure(settings);
        environment.setParallelism(1);
    }

    private static void end(SingleOutputStreamOperator<Long> last) {
        last.sinkTo(new DiscardingSink<>()).name("end");
    }

    /** A number that the task reported, from the accumulators of the job. */
    public static long number(Object value, String name) {
        if (bare(value) instanceof Long number) {
            return number;
        }
        throw silent(name);
    }

    /** Texts that the task reported, from the accumulators of the job. */
    public static List<String> texts(Object value, String name) {
        if (bare(value) instanceof List<?> texts) {
            return texts.stream().map(String::valueOf).toList();
        }
        throw silent(name);
    }

    private static Object bare(Object value) {
        return value instanceof Accumulator<?, ?> accumulator ? accumulator.getLocalValue() : value;
    }

    private static IllegalStateException silent(String name) {
        return new IllegalStateException("The job finished without saying '" + name + "'.");
    }
}
