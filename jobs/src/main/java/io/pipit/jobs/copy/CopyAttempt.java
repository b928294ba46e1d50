package io.pipit.jobs.copy;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.copy.Batches;
import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.queue.SnapshotNotices;
import io.pipit.jobs.queue.TableReaders;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try of a run: edge, pins, job, notice. Whatever goes wrong, the target has either all of the run or nothing, since only the job's
 * commit changes it; and it has it once, since the commit goes by the run's id.
 */
public final class CopyAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(CopyAttempt.class);

    /** What a try left in the target. */
    public record Result(CopyOutcome outcome, Edge edge) {}

    private final CopyJobs jobs;
    private final Lake lake;
    private final LakeConfig lakeConfig;
    private final LogSettings logs;
    private final EdgeFinder edges;
    private final EngineBounds engine;
    private final Spreading spreading;
    private final Optional<Duration> longest;
    private final TableReaders readers;

    /** Tries runs on a cluster that has Pipit's classes. */
    public CopyAttempt(
            FlinkCluster cluster,
            Lake lake,
            LakeConfig lakeConfig,
            LogSettings logs,
            EdgeFinder edges,
            EngineBounds engine) {
        this(new ClusterCopyJobs(cluster), lake, lakeConfig, logs, edges, engine);
    }

    /** Tries runs with these parts; {@code lakeConfig} is how the job on the cluster opens the same lake. */
    public CopyAttempt(
            CopyJobs jobs, Lake lake, LakeConfig lakeConfig, LogSettings logs, EdgeFinder edges, EngineBounds engine) {
        this(jobs, lake, lakeConfig, logs, edges, engine, Spreading.over(lake, jobs::slots));
    }

    /** The same, which divides runs otherwise. */
    public CopyAttempt(
            CopyJobs jobs,
            Lake lake,
            LakeConfig lakeConfig,
            LogSettings logs,
            EdgeFinder edges,
            EngineBounds engine,
            Spreading spreading) {
        this(jobs, lake, lakeConfig, logs, edges, engine, spreading, Optional.empty(), new SnapshotNotices(logs, lake));
    }

    private CopyAttempt(
            CopyJobs jobs,
            Lake lake,
            LakeConfig lakeConfig,
            LogSettings logs,
            EdgeFinder edges,
            EngineBounds engine,
            Spreading spreading,
            Optional<Duration> longest,
            TableReaders readers) {
        this.readers = readers;
        this.longest = longest;
        this.spreading = spreading;
        this.jobs = jobs;
        this.lake = lake;
        this.lakeConfig = lakeConfig;
        this.logs = logs;
        this.edges = edges;
        this.engine = engine;
    }

    /**
     * The same for runs that no history has: when the process is killed nobody knows that they have ended, so what they read is kept for a
     * time that is long enough, and not for ever.
     */
    public CopyAttempt keepingFor(Duration time) {
        return new CopyAttempt(jobs, lake, lakeConfig, logs, edges, engine, spreading, Optional.of(time), readers);
    }

    /** The same where tables are read in this process: a try ends when its rows are seen. */
    public CopyAttempt seenBy(TableReaders inThisProcess) {
        return new CopyAttempt(
                jobs,
                lake,
                lakeConfig,
                logs,
                edges,
                engine,
                spreading,
                longest,
                new SnapshotNotices(logs, lake, inThisProcess));
    }

    /** Tries, and tells how far it is; a failure is thrown as the named error that says whether another try may help. */
    public Result run(CopyRun run, Plan plan, LongConsumer percent) {
        return run(run, plan, System.nanoTime(), percent);
    }

    /**
     * The same for a run that has waited.
     *
     * @param askedNanos when it was asked for: what was acknowledged before that is counted
     */
    Result run(CopyRun run, Plan plan, long askedNanos, LongConsumer percent) {
        endLeftover(run);
        SortedSet<String> tables = tables(run, plan);
        if (Batches.of(run.parameters()).isPresent()) {
            return inBatches(run, plan, tables, askedNanos, percent);
        }
        Edge edge = edges.find(plan, tables, RunKeys.firing(run.runKey()), askedNanos);
        try (Pins pins = Pins.set(lake, run.id(), edge, longest)) {
            return once(run, plan, edge, percent);
        }
    }

    /** A later try goes on with the same edge, so that the batches that were written count. */
    private Result inBatches(CopyRun run, Plan plan, SortedSet<String> tables, long askedNanos, LongConsumer percent) {
        Optional<Edge> former = edges.at(plan, Pins.find(lake, run.id(), tables));
        Edge edge =
                former.isPresent() ? former.get() : edges.find(plan, tables, RunKeys.firing(run.runKey()), askedNanos);
        Pins pins = Pins.set(lake, run.id(), edge, longest);
        try {
            Result result = once(run, plan, edge, percent);
            pins.close();
            return result;
        } catch (PipitException e) {
            if (e.code() == ErrorCode.COMMIT_CONFLICT || !e.code().retryable()) {
                pins.close();
            }
            throw e;
        }
    }

    private Result once(CopyRun run, Plan plan, Edge edge, LongConsumer percent) {
        LOG.debug("Run {} of the copy {} reads {}", run.id(), run.pipe(), edge.snapshots());
        CopyOutcome outcome = jobs.run(spec(run, plan, edge), percent);
        BasisPins.keep(lake, plan, run);
        readers.catchUp(Followers.of(plan, run.target()).changed());
        return new Result(outcome, edge);
    }

    /** How a run would be done now. */
    Spreading.Division division(CopyRequest request, Plan plan) {
        return spreading.of(request.pipe(), request.parameters(), plan);
    }

    /** Ends the job of an earlier try that may still run, be it of this process or of one before it. */
    void endLeftover(CopyRun run) {
        jobs.endLeftover(run);
    }

    private static SortedSet<String> tables(CopyRun run, Plan plan) {
        SortedSet<String> tables = new TreeSet<>(
                Spreading.queries(plan).pipe(run.pipe(), run.parameters()).tables());
        tables.add(run.target());
        tables.addAll(Followers.of(plan, run.target()).tables());
        return tables;
    }

    /** Lets go what is kept for a run that is not tried again, also where an interrupt kept a try from it. */
    void forget(CopyRun run, Plan plan) {
        Pins.remove(lake, run.id(), pinned(run, plan));
    }

    /** A pipe that is gone, or that cannot be translated as it could before, may have pinned any table. */
    private static Set<String> pinned(CopyRun run, Plan plan) {
        try {
            return plan.copies().containsKey(run.pipe())
                    ? tables(run, plan)
                    : plan.tables().keySet();
        } catch (PipitException e) {
            return plan.tables().keySet();
        }
    }

    private CopySpec spec(CopyRun run, Plan plan, Edge edge) {
        return new CopySpec(
                plan.files(),
                lakeConfig,
                run.pipe(),
                run.parameters(),
                run.mode(),
                run.id(),
                run.runKey(),
                run.repetition(),
                Math.multiplyExact(run.createdAtMillis(), 1000L),
                edge.position().toText(),
                edge.snapshots(),
                engine,
                spreading.of(run.pipe(), run.parameters(), plan).parts());
    }
}
