package io.pipit.jobs.speed;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import io.pipit.jobs.flink.JobFailures;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.graph.ExecutionPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one speed job of the current plan running. A job needs nothing from the one before it, since it starts from coverage; so a
 * job that has ended, for whatever reason, is simply submitted again, after a rest that grows while it keeps failing. Thread-safe.
 */
public final class SpeedSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpeedSupervisor.class);
    private static final long WATCH_MILLIS = 500;
    private static final long MAX_REST_MILLIS = 30_000;

    /** An epoch that was cut: blocks before it are in it or in an earlier one. */
    public record Cut(String jobRunId, long epoch) {}

    /**
     * How the speed job is.
     *
     * @param jobRunId Flink's id of the job, or the empty text while there is none
     * @param state as Flink says it
     * @param submissions how often a job was submitted
     * @param restarts how often one was seen to fail and begin again by itself
     * @param lastFailure why the last one ended or began again, or the empty text
     */
    public record Health(String jobRunId, String state, int submissions, int restarts, String lastFailure) {}

    private final FlinkCluster cluster;
    private final Function<ProjectFiles, ExecutionPlan> jobs;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pipit-speed-supervisor");
        thread.setDaemon(true);
        return thread;
    });

    private final SpeedFaults faults;
    private ProjectFiles files;
    private volatile JobID job;
    private volatile int submissions;
    private int failuresInARow;
    private long restUntilNanos;
    private volatile String lastFailure = "";

    /**
     * On a cluster.
     *
     * @param jobs makes the speed job of a project
     * @param told hears of failures after which a job begins again by itself, each reason once while it repeats itself
     */
    public SpeedSupervisor(FlinkCluster cluster, Function<ProjectFiles, ExecutionPlan> jobs, Consumer<String> told) {
        this.cluster = cluster;
        this.faults = new SpeedFaults(cluster, told);
        this.jobs = jobs;
    }

    /** Submits the speed job of the project, after ending any that an earlier server left; from now on it is kept running. */
    public synchronized void start(ProjectFiles project) {
        apply(project);
        var unused = watch.scheduleWithFixedDelay(this::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Goes on with another version of the project; returns when its job is submitted. */
    public synchronized void apply(ProjectFiles project) {
        stopJob();
        files = project;
        failuresInARow = 0;
        restUntilNanos = System.nanoTime();
        submit();
    }

    /** Ends the job and keeps it ended until {@link #apply}; used around changes of tables. */
    public synchronized void pause() {
        files = null;
        stopJob();
    }

    /**
     * Ends the running epoch now; returns when the barrier has passed. The commits of the epoch may come later.
     *
     * @throws PipitException {@code NOT_READY} while no job runs, {@code SERVER_UNREACHABLE} when the barrier failed
     */
    public Cut cut() {
        JobID running = running();
        return new Cut(running.toHexString(), cluster.triggerCheckpoint(running));
    }

    /** How the job is now; answered also while one waits for free slots. */
    public Health health() {
        JobID now = job;
        String state =
                now == null ? "NONE" : cluster.status(now).map(JobStatus::name).orElse("UNKNOWN");
        return new Health(now == null ? "" : now.toHexString(), state, submissions, faults.restarts(), lastFailure);
    }

    /** Ends the job and stops watching. */
    @Override
    public void close() {
        watch.shutdownNow();
        pause();
    }

    private synchronized JobID running() {
        if (job == null
                || cluster.status(job).filter(s -> s == JobStatus.RUNNING).isEmpty()) {
            throw new PipitException(
                    ErrorCode.NOT_READY,
                    "The speed job is not running"
                            + (lastFailure.isEmpty() ? "" : "; the last one ended: " + lastFailure)
                            + ". Try again in a moment.");
        }
        return job;
    }

    private synchronized void look() {
        if (files == null || System.nanoTime() < restUntilNanos) {
            return;
        }
        try {
            Optional<JobStatus> status = job == null ? Optional.empty() : cluster.status(job);
            if (status.isEmpty() || status.get().isGloballyTerminalState()) {
                ended(status);
                submit();
                return;
            }
            faults.look(job, reason -> lastFailure = reason);
            if (status.get() == JobStatus.RUNNING) {
                failuresInARow = 0;
            }
        } catch (RuntimeException e) {
            lastFailure = String.valueOf(e.getMessage());
            rest();
            LOG.warn("The speed job could not be watched or submitted: {}", lastFailure);
        }
    }

    private void ended(Optional<JobStatus> status) {
        if (job == null) {
            return;
        }
        lastFailure = status.isEmpty()
                ? "the cluster does not know it any more"
                : JobFailures.reason(cluster.result(job)).orElse("it " + status.get());
        LOG.warn("The speed job {} has ended ({}); it is submitted again", job, lastFailure);
        job = null;
        rest();
    }

    private void rest() {
        long millis = failuresInARow == 0 ? 0 : Math.min(MAX_REST_MILLIS, 250L << Math.min(failuresInARow, 10));
        failuresInARow++;
        restUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void submit() {
        if (System.nanoTime() < restUntilNanos) {
            return;
        }
        ExecutionPlan graph = jobs.apply(files);
        for (KnownJob left : cluster.jobs()) {
            if (left.name().equals(graph.getName()) && !left.status().isGloballyTerminalState()) {
                cluster.cancel(left.id());
            }
        }
        job = cluster.submit(graph);
        submissions = submissions + 1;
    }

    private void stopJob() {
        if (job != null) {
            cluster.cancel(job);
            job = null;
        }
    }
}
