package io.pipit.jobs.speed;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import io.pipit.jobs.speed.SpeedSupervisor.Cut;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobStatus;

/** Cuts epochs of a speed job that somebody else keeps running on the cluster. */
public final class RunningSpeedJob implements Supplier<Cut> {
    private final FlinkCluster cluster;
    private final String name;

    /** The job of this name. */
    public RunningSpeedJob(FlinkCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    @Override
    public Cut get() {
        KnownJob job = cluster.jobs().stream()
                .filter(known -> known.name().equals(name) && known.status() == JobStatus.RUNNING)
                .findFirst()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.NOT_READY, "The cluster runs no speed job '" + name + "'. Submit it first."));
        return new Cut(job.id().toHexString(), cluster.triggerCheckpoint(job.id()));
    }
}
