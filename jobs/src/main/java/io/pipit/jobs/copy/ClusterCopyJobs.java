package io.pipit.jobs.copy;

import io.pipit.batch.copy.CopyJob;
import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import io.pipit.jobs.flink.JobFailures;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.jobmaster.JobResult;

/** Runs copy jobs on a cluster that has Pipit's classes. */
public final class ClusterCopyJobs implements CopyJobs {
    private final FlinkCluster cluster;

    /** On this cluster. */
    public ClusterCopyJobs(FlinkCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public CopyOutcome run(CopySpec spec) {
        JobID job = cluster.submit(CopyJob.graph(spec));
        try {
            JobResult result = cluster.result(job).get();
            return CopyJob.outcome(
                    result.toJobExecutionResult(getClass().getClassLoader()).getAllAccumulatorResults());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.COPY_FAILED, "Waiting for the job " + job + " was interrupted.", e);
        } catch (ExecutionException | JobExecutionException | IOException | ClassNotFoundException e) {
            throw JobFailures.of(e);
        }
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
