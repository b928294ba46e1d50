package io.pipit.jobs.flink;

import io.pipit.core.build.BuildStamp;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;
import org.apache.flink.runtime.rest.handler.legacy.messages.ClusterOverviewWithVersion;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.JobsOverviewHeaders;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagerInfo;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagersHeaders;
import org.apache.flink.streaming.api.graph.ExecutionPlan;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A Flink cluster reached over its REST interface, be it the embedded one or a real one. Thread-safe. A cluster that does not
 * answer is {@code SERVER_UNREACHABLE}.
 */
public final class FlinkCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A job that the cluster knows. */
    public record KnownJob(JobID id, String name, JobStatus status) {}

    private final RestClusterClient<StandaloneClusterId> client;
    private final ClusterAddress address;
    private final Optional<Manner> manner;
    private final SlotLine line;
    private final Optional<Function<JobID, CompletableFuture<JobResult>>> ends;

    private FlinkCluster(
            RestClusterClient<StandaloneClusterId> client,
            ClusterAddress address,
            Optional<Manner> manner,
            Optional<Function<JobID, CompletableFuture<JobResult>>> ends) {
        this.ends = ends;
        this.client = client;
        this.address = address;
        this.manner = manner;
        this.line = new SlotLine(() -> overviewOfJobs());
    }

    /**
     * How jobs go to a cluster that others use too.
     *
     * @param jar goes with each job
     * @param slotWait how long a job waits for free slots before it is submitted
     * @param said is told when one has to wait
     */
    public record Manner(JobJar jar, Duration slotWait, Consumer<String> said) {}

    /** A client of a cluster whose processes have Pipit's classes; nothing is sent yet. */
    public static FlinkCluster connect(String restHost, int restPort) {
        return connect(new ClusterAddress(restHost, restPort, ""), Optional.empty(), Optional.empty());
    }

    /**
     * The same for a cluster of this process, which says by itself when a job has ended.
     *
     * @param ends completes when the job has, whichever way
     */
    public static FlinkCluster connect(
            String restHost, int restPort, Function<JobID, CompletableFuture<JobResult>> ends) {
        return connect(new ClusterAddress(restHost, restPort, ""), Optional.empty(), Optional.of(ends));
    }

    /** A client of a cluster that gets Pipit's classes with each job; nothing is sent yet. */
    public static FlinkCluster connect(ClusterAddress address, Manner manner) {
        return connect(address, Optional.of(manner), Optional.empty());
    }

    private static FlinkCluster connect(
            ClusterAddress address,
            Optional<Manner> manner,
            Optional<Function<JobID, CompletableFuture<JobResult>>> ends) {
        Configuration settings = new Configuration();
        settings.set(RestOptions.ADDRESS, address.host());
        settings.set(RestOptions.PORT, address.port());
        settings.set(RestOptions.PATH, address.path());
        settings.set(RestOptions.RETRY_MAX_ATTEMPTS, 10);
        settings.set(RestOptions.RETRY_DELAY, Duration.ofMillis(500));
        try {
            return new FlinkCluster(
                    new RestClusterClient<>(settings, StandaloneClusterId.getInstance()), address, manner, ends);
        } catch (Exception e) {
            throw new PipitException(
                    ErrorCode.SERVER_UNREACHABLE,
                    "No client for the Flink cluster at " + address + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * Submits a job; returns when the cluster has accepted it.
     *
     * @throws PipitException {@code NO_FREE_SLOT} when the cluster has too few slots for too long; nothing was submitted then
     */
    public JobID submit(ExecutionPlan job) {
        JobGraph ready = job instanceof StreamGraph graph ? graph.getJobGraph() : (JobGraph) job;
        line.joins(ready.getJobID());
        try {
            return submitted(ready);
        } finally {
            line.leaves(ready.getJobID()); // the cluster knows it now, or it does not come
        }
    }

    private JobID submitted(JobGraph ready) {
        manner.ifPresent(m -> {
            ready.addJar(new Path(m.jar().file().toUri()));
            ready.getJobConfiguration().setString(BuildStamp.JOB_KEY, m.jar().digest());
            new ClusterReadiness(this)
                    .awaitSlots(
                            ready.getMaximumParallelism(), "the job '" + ready.getName() + "'", m.slotWait(), m.said());
        });
        String what = "submit the job '" + ready.getName() + "'";
        // Somebody who is interrupted here has to know whether there is a job: it could commit later.
        boolean interrupted = Thread.interrupted();
        try {
            CompletableFuture<JobID> submission = client.submitJob(ready);
            while (true) {
                try {
                    return submission.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw unreachable(what, reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(what, "no answer within " + PATIENCE.toSeconds() + " s", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * For who takes slots again and again: returns when those that wait for one now have got it. Flink gives slots to jobs that wait in no
     * order; a job that is submitted after this does not come before them.
     *
     * @param enough whether to return before that
     */
    public void letOthersPass(BooleanSupplier enough) {
        line.letOthersPass(enough);
    }

    /** Jobs that wait for their first slot: those of this client before they are submitted, and all that the cluster has. */
    public Set<JobID> waiting() {
        return line.waiting();
    }

    /** How the job is; nothing when the cluster does not know it. (Asking for one job that is unknown is an error of the server.) */
    public Optional<JobStatus> status(JobID job) {
        return jobs().stream()
                .filter(known -> known.id().equals(job))
                .map(KnownJob::status)
                .findFirst();
    }

    /** All jobs that the cluster knows, ended ones too. */
    public List<KnownJob> jobs() {
        return call("list jobs", client::listJobs).stream()
                .map(job -> new KnownJob(job.getJobId(), job.getJobName(), job.getJobState()))
                .toList();
    }

    /** Cancels a job and waits until it has ended; a job that has ended or is unknown is left as it is. */
    public void cancel(JobID job) {
        if (status(job).map(JobStatus::isGloballyTerminalState).orElse(true)) {
            return;
        }
        try {
            call("cancel job " + job, () -> client.cancel(job));
        } catch (PipitException e) {
            if (!status(job).map(JobStatus::isGloballyTerminalState).orElse(true)) {
                throw e;
            }
        }
        call("wait for the end of job " + job, () -> client.requestJobResult(job));
    }

    /**
     * Cuts a checkpoint now.
     *
     * @return its id, when it is complete
     */
    public long triggerCheckpoint(JobID job) {
        return call("checkpoint job " + job, () -> client.triggerCheckpoint(job, CheckpointType.CONFIGURED));
    }

    /** The name of a job that began before a time and still runs, if there is one whose name fits. */
    public Optional<String> runningSinceBefore(Instant time, Predicate<String> name) {
        return call("list jobs", client::listJobs).stream()
                .filter(job -> !job.getJobState().isGloballyTerminalState() && name.test(job.getJobName()))
                .filter(job -> job.getStartTime() < time.toEpochMilli())
                .map(JobStatusMessage::getJobName)
                .findFirst();
    }

    /**
     * Submits a batch job and waits for its end.
     *
     * @return its accumulators
     * @throws PipitException the named error that ended the job, or {@code COPY_FAILED}
     */
    public Map<String, Object> run(ExecutionPlan job) {
        return await(submit(job));
    }

    /** The same for a job that is submitted. */
    public Map<String, Object> await(JobID id) {
        return await(id, "", told -> {});
    }

    /**
     * The same, and tells of the job's progress meanwhile.
     *
     * @param accumulator the one that says it
     */
    public Map<String, Object> run(ExecutionPlan job, String accumulator, LongConsumer told) {
        return await(submit(job), accumulator, told);
    }

    /** The same for a job that is submitted; the empty text for no accumulator. */
    public Map<String, Object> await(JobID id, String accumulator, LongConsumer told) {
        try {
            return new JobEnd(client, id, ends.map(end -> end.apply(id)), accumulator, told)
                    .await()
                    .toJobExecutionResult(getClass().getClassLoader())
                    .getAllAccumulatorResults();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.COPY_FAILED, "Waiting for the job " + id + " was interrupted.", e);
        } catch (ExecutionException | JobExecutionException | IOException | ClassNotFoundException e) {
            throw JobFailures.of(e);
        }
    }

    /** How many slots no task has now; at least 1, since a job waits for one. */
    public int freeSlots() {
        return Math.max(1, slotsNow());
    }

    /** How many slots no task has now. */
    public int slotsNow() {
        return overview().getNumSlotsAvailable();
    }

    /** How large the cluster is, how much of it is free, and its version. */
    ClusterOverviewWithVersion overview() {
        return call("say how it is", client::getClusterOverview);
    }

    private Collection<JobDetails> overviewOfJobs() {
        return call(
                        "list jobs",
                        () -> client.sendRequest(
                                JobsOverviewHeaders.getInstance(),
                                EmptyMessageParameters.getInstance(),
                                EmptyRequestBody.getInstance()))
                .getJobs();
    }

    /** The newest failure after which a job that it knows began again by itself. */
    public Optional<JobFault> newestFault(JobID job) {
        JobExceptionsMessageParameters of = new JobExceptionsMessageParameters();
        of.jobPathParameter.resolve(job);
        return JobFault.newest(call(
                        "say how job " + job + " failed",
                        () -> client.sendRequest(
                                JobExceptionsHeaders.getInstance(), of, EmptyRequestBody.getInstance()))
                .getExceptionHistory()
                .getEntries());
    }

    /** Its TaskManagers, with the memory that each has. */
    List<TaskManagerInfo> taskManagers() {
        return List.copyOf(call(
                        "list TaskManagers",
                        () -> client.sendRequest(
                                TaskManagersHeaders.getInstance(),
                                EmptyMessageParameters.getInstance(),
                                EmptyRequestBody.getInstance()))
                .getTaskManagerInfos());
    }

    /** Where it is. */
    public ClusterAddress address() {
        return address;
    }

    /** Completes when the job has ended, whichever way. */
    public CompletableFuture<JobResult> result(JobID job) {
        return client.requestJobResult(job);
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T call(String what, Callable<CompletableFuture<T>> request) {
        try {
            return request.call().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(what, "interrupted", e);
        } catch (ExecutionException e) {
            throw unreachable(what, reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(what, "no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (Exception e) {
            throw unreachable(what, reason(e), e);
        }
    }

    private PipitException unreachable(String what, String why, Throwable cause) {
        return new PipitException(
                ErrorCode.SERVER_UNREACHABLE,
                "The Flink cluster at " + address + " could not " + what + ": " + why
                        + (why.contains("refused") || cause instanceof UnknownHostException
                                ? ". Is it running, and is this the address of its REST interface?"
                                : ""),
                cause);
    }

    /** The innermost cause; that of a failure on the server is inside the text of the client's. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return JobFault.innermost(String.valueOf(innermost.getMessage()));
    }
}
