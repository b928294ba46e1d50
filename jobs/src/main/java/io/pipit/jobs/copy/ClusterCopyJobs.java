package io.pipit.jobs.copy;

import io.pipit.batch.BatchTask;
import io.pipit.batch.copy.CopyJob;
import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import java.util.function.LongConsumer;

/** Runs copy jobs on a cluster that has Pipit's classes. */
public final class ClusterCopyJobs implements CopyJobs {
    private final FlinkCluster cluster;

    /** On this cluster. */
    public ClusterCopyJobs(FlinkCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public CopyOutcome run(CopySpec spec, LongConsumer percent) {
        return CopyJob.outcome(cluster.run(CopyJob.graph(spec), BatchTask.PERCENT, percent));
    }

    @Override
    public int slots() {
        return cluster.freeSlots();
    }

    @Override
    public void endLeftover(CopyRun run) {
        String name = CopyJob.name(run.pipe(), run.id());
        for (KnownJob job : cluster.jobs()) {
            if (job.name().equals(name) && !job.status().isGloballyTerminalState()) {
                cluster.cancel(job.id());
            }
        }
    }
}
