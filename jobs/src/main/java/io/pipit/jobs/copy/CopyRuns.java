package io.pipit.jobs.copy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.jobs.queue.OpenJobs;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of copy pipes: accepted and remembered at once, worked on one at a time for each target, tried again while that may help. A
 * run that was accepted happens, also when the process is killed in between: {@link #resume()}. Thread-safe.
 */
public final class CopyRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CopyRuns.class);

    private final RunHistory history;
    private final CopyAttempt attempt;
    private final Overlaps overlaps;
    private final Supplier<Plan> plan;
    private final FailedRuns failed;
    private final Clock clock;
    private final ExecutorService workers;
    private final QueueByKey queue;
    private final OpenJobs<CopyRun> open = new OpenJobs<>();
    private final WorkingRuns working = new WorkingRuns();
    private final RunWork work;

    /** When runs were asked for, of {@link System#nanoTime()}. */
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    /** How far runs are that work. */
    private final Map<String, Integer> percent = new ConcurrentHashMap<>();

    /**
     * Nothing is done until it is asked for.
     *
     * @param plan the project as it is now
     * @param parallel how many runs (of different targets) may work at once; each takes a slot of the cluster
     * @param taken knows when rows of targets were taken away
     */
    public CopyRuns(
            RunHistory history,
            CopyAttempt attempt,
            Lake lake,
            Supplier<Plan> plan,
            RetryPolicy retries,
            Clock clock,
            int parallel,
            TakenRows taken) {
        this.overlaps = new Overlaps(new HistoryRuns(history, taken, new TargetRuns(lake)));
        this.history = history;
        this.attempt = attempt;
        this.plan = plan;
        this.failed = new FailedRuns(plan, clock);
        this.clock = clock;
        this.work = new RunWork(history, attempt, new HeldKeys(history, lake), overlaps, working, plan, retries, clock);
        this.workers = Executors.newFixedThreadPool(parallel, task -> {
            Thread thread = new Thread(task, "pipit-copy");
            thread.setDaemon(true);
            return thread;
        });
        this.queue = new QueueByKey(workers);
    }

    /**
     * Accepts a run. When a run with the same key is still open that does the same, that one is returned.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} for a name that is no copy pipe, what is wrong with the parameters, and {@code
     *     COPY_OVERLAPS} where it would add rows that an earlier run has added
     */
    public synchronized CopyRun start(CopyRequest request) {
        CopyRun run = overlaps.checked(CopyRun.of(request, plan.get(), clock), request, plan.get());
        Optional<CopyRun> same = run.runKey().isEmpty() ? Optional.empty() : history.withKey(run.pipe(), run.runKey());
        if (same.isPresent() && same.get().standsFor(run)) {
            return same.get();
        }
        asked.put(run.id(), System.nanoTime());
        history.add(run);
        enqueue(run);
        return run;
    }

    /** Takes up the runs that an earlier process accepted and did not finish. */
    public synchronized void resume() {
        history.open().stream().filter(run -> !open.holds(run.id())).forEach(this::enqueue);
    }

    /** A run. */
    public Optional<CopyRun> find(String id) {
        return history.find(id);
    }

    /**
     * How a run would be done now. Nothing is begun.
     *
     * @throws PipitException as {@link #start} does
     */
    public Spreading.Division division(CopyRequest request) {
        CopyRun.of(request, plan.get(), clock);
        return attempt.division(request, plan.get());
    }

    /** What there is to say of rows that a run would add, and that an earlier one has added; the empty text for nothing. */
    public String overlap(CopyRequest request) {
        return overlaps.note(CopyRun.of(request, plan.get(), clock), plan.get());
    }

    /** How far a run is, from 0 to 100. */
    public int percent(CopyRun run) {
        return run.ended() ? 100 : percent.getOrDefault(run.id(), 0);
    }

    /** The newest runs of the last 48 hours, at most 100, newest first. */
    public List<CopyRun> newest() {
        return history.newest(100, clock.millis() - TimeUnit.HOURS.toMillis(48));
    }

    /** The newest runs of a pipe, newest first. */
    public List<CopyRun> newestOf(String pipe, int limit) {
        return history.newestOf(pipe, limit);
    }

    /**
     * Ends a run, in whatever phase it is. It has changed nothing then, unless its commit came first: that is for the run to say when
     * it has ended.
     *
     * @return the run as it is now
     * @throws PipitException {@code UNKNOWN_RESOURCE} when there is none, {@code INVALID_PARAMETER} when it has ended
     */
    public CopyRun cancel(String id) {
        return working.end(id, () -> unended(id), this::cancelledInTheQueue);
    }

    private CopyRun unended(String id) {
        CopyRun run = history.find(id).orElseThrow(() -> unknown(id));
        if (run.ended()) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The run '" + id + "' cannot be cancelled: it is "
                            + run.state().name().toLowerCase(Locale.ROOT) + " already.");
        }
        return run;
    }

    /** One that was tried before may have left a job, which is ended when its turn comes. */
    private CopyRun cancelledInTheQueue(CopyRun run) {
        CopyRun cancelled = run.attempts() == 0 ? run.cancelled(clock.millis()) : run.cancelling();
        history.save(cancelled);
        return cancelled;
    }

    /** Ends all runs of a pipe that have not ended. */
    public List<CopyRun> cancelAll(String pipe) {
        return history.open().stream()
                .filter(run -> run.pipe().equals(pipe))
                .map(run -> cancel(run.id()))
                .toList();
    }

    /** Completes with the run when it has ended, well or not. */
    public CompletableFuture<CopyRun> ended(String id) {
        return open.end(id)
                .or(() -> history.find(id).map(CompletableFuture::completedFuture))
                .orElseGet(() -> CompletableFuture.failedFuture(unknown(id)));
    }

    private static PipitException unknown(String id) {
        return new PipitException(
                ErrorCode.UNKNOWN_RESOURCE, "There is no job '" + id + "'. 'pipit job ls' shows the newest.");
    }

    /** Stops working; runs that are open are taken up by the next process. */
    @Override
    public void close() {
        working.close();
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("A copy run did not stop within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.close();
        }
    }

    private void enqueue(CopyRun run) {
        open.add(run.id());
        queue.add(run.target(), () -> work(run));
    }

    private void work(CopyRun accepted) {
        CopyRun run = accepted;
        try {
            run = working.begin(accepted, () -> history.find(accepted.id()).orElse(accepted));
            long since = asked.getOrDefault(accepted.id(), System.nanoTime());
            run = work.finished(run, since, now -> percent.put(accepted.id(), (int) now));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Run {} of the copy {} could not be worked on", accepted.id(), accepted.pipe(), e);
            run = broken(accepted, e);
        } finally {
            asked.remove(accepted.id());
            percent.remove(accepted.id());
            working.leave(accepted.id());
            open.ended(accepted.id(), run);
        }
    }

    /** Whoever waits for it is told; where even that cannot be noted, the next process takes the run up. */
    private CopyRun broken(CopyRun run, RuntimeException failure) {
        CopyRun ended = failed.unforeseen(run, failure);
        try {
            history.save(ended);
        } catch (RuntimeException e) {
            LOG.error("The end of run {} could not be noted", run.id(), e);
        }
        return ended;
    }
}
