package io.pipit.jobs.speed;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import io.pipit.jobs.queue.Patience;
import io.pipit.jobs.speed.SpeedSupervisor.Cut;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;

/** Cuts epochs of a speed job that somebody else keeps running on the cluster. One that is starting is waited for; where there is none, nobody is. */
public final class RunningSpeedJob implements Supplier<Cut> {
    private static final int TRIES = 30;
    private static final Patience PATIENCE = new Patience(
            Duration.ofMillis(250),
            Duration.ofSeconds(2),
            () -> Thread.currentThread().isInterrupted());

    private final Supplier<List<KnownJob>> jobs;
    private final ToLongFunction<JobID> barrier;
    private final String name;
    private final Patience patience;

    /** The job of this name. */
    public RunningSpeedJob(FlinkCluster cluster, String name) {
        this(cluster::jobs, cluster::triggerCheckpoint, name, PATIENCE);
    }

    /**
     * The same by what a cluster answers.
     *
     * @param barrier sends one through a job, and tells its number
     * @param patience with a job that is starting
     */
    RunningSpeedJob(Supplier<List<KnownJob>> jobs, ToLongFunction<JobID> barrier, String name, Patience patience) {
        this.jobs = jobs;
        this.barrier = barrier;
        this.name = name;
        this.patience = patience;
    }

    @Override
    public Cut get() {
        for (int tries = 1; ; tries++) {
            KnownJob job = job();
            try {
                return cut(job);
            } catch (PipitException e) {
                if (!e.code().retryable()
                        || tries == TRIES
                        || patience.closing().getAsBoolean()) {
                    throw e;
                }
                patience.rest(tries, patience.closing());
            }
        }
    }

    /** A job that was ended and one that took its place may both be known: the one that runs, else one that is on its way. */
    private KnownJob job() {
        List<KnownJob> known = jobs.get().stream()
                .filter(job -> job.name().equals(name) && !job.status().isTerminalState())
                .toList();
        Optional<KnownJob> running =
                known.stream().filter(job -> job.status() == JobStatus.RUNNING).findFirst();
        return running.or(() -> known.stream().findFirst())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.NOT_READY, "The cluster runs no speed job '" + name + "'. Submit it first."));
    }

    private Cut cut(KnownJob job) {
        if (job.status() != JobStatus.RUNNING) {
            throw new PipitException(
                    ErrorCode.NOT_READY,
                    "The speed job '" + name + "' is " + job.status()
                            + " and does not run yet. Look in Flink's web page what keeps it (free slots?), and try again.");
        }
        return new Cut(job.id().toHexString(), barrier.applyAsLong(job.id()));
    }
}
