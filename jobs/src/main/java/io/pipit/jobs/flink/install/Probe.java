package io.pipit.jobs.flink.install;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.FlinkCluster;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A job of moments that looks whether jobs can run on a cluster: one task in each free slot, up to some. */
public final class Probe {
    /** How the job is named. */
    public static final String NAME = "pipit-check";

    private static final int MOST = 8;

    private final FlinkCluster cluster;

    /** Of a cluster. */
    public Probe(FlinkCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Looks, where a slot is free.
     *
     * @return how many tasks have looked; 0 while all slots are taken
     * @throws PipitException {@code LIBRARY_MISSING}, {@code JAR_MISMATCH}, {@code LOG_UNAVAILABLE} or {@code CATALOG_UNAVAILABLE}
     *     with what to do
     */
    public int run(ProbeSpec spec) {
        int tasks = Math.min(MOST, cluster.slotsNow());
        if (tasks > 0) {
            refuse(cluster.run(graph(spec, tasks)));
        }
        return tasks;
    }

    /** The job. */
    public static StreamGraph graph(ProbeSpec spec, int tasks) {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        Configuration settings = new Configuration();
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        environment.configure(settings);
        environment.setParallelism(tasks);
        environment
                .fromSequence(1, tasks)
                .transform("probe", Types.LONG, new ProbeTask(spec))
                .sinkTo(new DiscardingSink<>());
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(NAME);
        return graph;
    }

    private void refuse(Map<String, Object> accumulators) {
        if (!(accumulators.get(ProbeTask.FOUND) instanceof Collection<?> found) || found.isEmpty()) {
            return;
        }
        List<String> problems = new TreeSet<>(
                        found.stream().map(Object::toString).toList())
                .stream().toList();
        String first = problems.get(0);
        ErrorCode code = ErrorCode.valueOf(first.substring(0, first.indexOf(' ')));
        String what = first.substring(first.indexOf(' ') + 1);
        String where = "The Flink cluster at " + cluster.address();
        throw new PipitException(
                code,
                code == ErrorCode.LIBRARY_MISSING
                        ? LibraryMissing.text(where, what)
                        : where + ", seen from a TaskManager: " + what);
    }
}
