package io.pipit.jobs.copy;

import io.pipit.batch.copy.CopyOutcome;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
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

    private static final String EARLIER = "An earlier try had committed this run.";

    private final RunHistory history;
    private final CopyAttempt attempt;
    private final HeldKeys keys;
    private final Overlaps overlaps;
    private final Supplier<Plan> plan;
    private final FailedRuns failed;
    private final RetryPolicy retries;
    private final Clock clock;
    private final ExecutorService workers;
    private final QueueByKey queue;
    private final Map<String, CompletableFuture<CopyRun>> open = new ConcurrentHashMap<>();
    private final WorkingRuns working = new WorkingRuns();

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
        this.keys = new HeldKeys(history, lake);
        this.plan = plan;
        this.failed = new FailedRuns(plan, clock);
        this.retries = retries;
        this.clock = clock;
        this.workers = Executors.newFixedThreadPool(parallel, task -> {
            Thread thread = new Thread(task, "pipit-copy");
            thread.setDaemon(true);
            return thread;
        });
        this.queue = new QueueByKey(workers);
    }

    /**
     * Accepts a run. When a run with the same key is still open, that one is returned.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} for a name that is no copy pipe, what is wrong with the parameters, and {@code
     *     COPY_OVERLAPS} where it would add rows that an earlier run has added
     */
    public synchronized CopyRun start(CopyRequest request) {
        CopyRun run = overlaps.checked(CopyRun.of(request, plan.get(), clock), request, plan.get());
        Optional<CopyRun> same = run.runKey().isEmpty() ? Optional.empty() : history.withKey(run.pipe(), run.runKey());
        if (same.isPresent() && !same.get().ended()) {
            return same.get();
        }
        asked.put(run.id(), System.nanoTime());
        history.add(run);
        enqueue(run);
        return run;
    }

    /** Takes up the runs that an earlier process accepted and did not finish. */
    public synchronized void resume() {
        history.open().stream().filter(run -> !open.containsKey(run.id())).forEach(this::enqueue);
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
        CopyRun run = history.find(id).orElseThrow(() -> unknown(id));
        if (run.ended()) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The run '" + id + "' cannot be cancelled: it is "
                            + run.state().name().toLowerCase(Locale.ROOT) + " already.");
        }
        // One that waits for its turn and was tried before may have left a job, which is ended when its turn comes.
        return working.end(
                id,
                run::cancelling,
                () -> saved(run.attempts() == 0 ? run.cancelled(clock.millis()) : run.cancelling()));
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
        CompletableFuture<CopyRun> running = open.get(id);
        if (running != null) {
            return running.copy();
        }
        return history.find(id)
                .map(CompletableFuture::completedFuture)
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
        }
    }

    private void enqueue(CopyRun run) {
        open.put(run.id(), new CompletableFuture<>());
        queue.add(run.target(), () -> work(run));
    }

    private void work(CopyRun accepted) {
        CopyRun run = accepted;
        try {
            run = working.begin(accepted, () -> history.find(accepted.id()).orElse(accepted));
            run = run.ended() ? run : finished(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Run {} of the copy {} could not be worked on", accepted.id(), accepted.pipe(), e);
            run = broken(accepted, e);
        } finally {
            asked.remove(accepted.id());
            percent.remove(accepted.id());
            working.leave(accepted.id());
            CompletableFuture<CopyRun> waiting = open.remove(accepted.id());
            if (waiting != null) {
                waiting.complete(run);
            }
        }
    }

    /** Whoever waits for it is told; where even that cannot be noted, the next process takes the run up. */
    private CopyRun broken(CopyRun run, RuntimeException failure) {
        CopyRun ended = failed.unforeseen(run, failure);
        try {
            return saved(ended);
        } catch (RuntimeException e) {
            LOG.error("The end of run {} could not be noted", run.id(), e);
            return ended;
        }
    }

    private CopyRun finished(CopyRun accepted) throws InterruptedException {
        CopyRun run = accepted;
        while (!run.ended()) {
            if (working.closing()) {
                return run;
            }
            if (working.unwanted(run.id()) || run.state() == CopyRun.State.CANCELLING) {
                run = cancelled(run);
                continue;
            }
            try {
                run = tried(run);
            } catch (InterruptedException e) {
                if (!working.unwanted(run.id())) {
                    throw e;
                }
            }
        }
        LOG.info("Run {} of the copy {} is {}: {} rows. {}", run.id(), run.pipe(), run.state(), run.rows(), run.note());
        return run;
    }

    private CopyRun tried(CopyRun run) throws InterruptedException {
        CopyRun trying = run.trying(clock.millis());
        try {
            return saved(once(saved(trying)));
        } catch (PipitException e) {
            return afterFailure(trying, e);
        }
    }

    /** Its job may still run and may have committed: only after that is known the run has ended. */
    private CopyRun cancelled(CopyRun run) throws InterruptedException {
        working.undisturbed(run.id());
        CopyRun ending = saved(run.cancelling());
        endSurely(ending);
        attempt.forget(run, plan.get());
        Optional<CopyCoverage> mine = keys.held(run).filter(held -> held.runId().equals(run.id()));
        if (mine.isEmpty()) {
            return saved(ending.cancelled(clock.millis()));
        }
        CopyRun committed = ending.done(
                mine.get().number(),
                CopyRun.Written.NOTHING,
                mine.get().edge().toText(),
                "It had committed before it could be cancelled.",
                clock.millis());
        return saved(views(run).isEmpty() ? committed : followed(ending, committed));
    }

    private List<String> views(CopyRun run) {
        return Followers.of(plan.get(), run.target()).targets();
    }

    /** What is in the target has to come to the views as well. */
    private CopyRun followed(CopyRun ending, CopyRun committed) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                attempt.run(ending, plan.get(), percent -> {});
                return committed;
            } catch (PipitException e) {
                if (working.closing() || Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                if (!e.code().retryable() || tries >= retries.attempts()) {
                    return failed.withoutViews(ending, views(ending), e);
                }
                TimeUnit.MILLISECONDS.sleep(retries.delayMillis(tries));
            }
        }
    }

    private CopyRun once(CopyRun run) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
        Optional<CopyRun> earlier = keys.earlier(run);
        if (earlier.isPresent()) {
            return keys.repeated(run, earlier.get(), clock.millis());
        }
        CopyAttempt.Result result = attempt.run(
                run,
                plan.get(),
                asked.getOrDefault(run.id(), System.nanoTime()),
                now -> percent.put(run.id(), (int) now));
        CopyOutcome outcome = result.outcome();
        String edge = result.edge().position().toText();
        String note = switch (outcome.verdict()) {
            case COMMITTED -> overlaps.note(run, plan.get());
            case ALREADY_COMMITTED -> EARLIER;
            case REPEATED_KEY -> HeldKeys.note(run.runKey());
        };
        CopyRun.Written written = new CopyRun.Written(outcome.rows(), outcome.bytes());
        CopyRun done = run.done(outcome.number(), written, edge, note, clock.millis());
        return outcome.verdict() == CopyOutcome.Verdict.ALREADY_COMMITTED
                ? committedBefore(run).orElse(done)
                : done;
    }

    /** An earlier try has: what it read is what the run says that it read. */
    private Optional<CopyRun> committedBefore(CopyRun run) {
        return keys.held(run)
                .filter(held -> held.runId().equals(run.id()))
                .map(held -> run.done(
                        held.number(), CopyRun.Written.NOTHING, held.edge().toText(), EARLIER, clock.millis()));
    }

    private CopyRun afterFailure(CopyRun run, PipitException failure) throws InterruptedException {
        if (working.closing()
                || working.unwanted(run.id())
                || Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
        boolean again = failure.code().retryable() && run.attempts() < retries.attempts();
        if (again) {
            LOG.warn(
                    "Try {} of run {} of the copy {} failed: {}",
                    run.attempts(),
                    run.id(),
                    run.pipe(),
                    failure.getMessage());
            CopyRun waiting = saved(run.again(failure));
            TimeUnit.MILLISECONDS.sleep(retries.delayMillis(run.attempts()));
            return waiting;
        }
        // Its job may still run where only the connection was lost: after this, nothing of the run can come later.
        endSurely(run);
        attempt.forget(run, plan.get());
        Optional<CopyRun> committed = committedBefore(run);
        if (committed.isPresent()) {
            return saved(views(run).isEmpty() ? committed.get() : failed.withoutViews(run, views(run), failure));
        }
        return saved(failed.of(run, failure));
    }

    private void endSurely(CopyRun run) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                attempt.endLeftover(run);
                return;
            } catch (PipitException e) {
                LOG.warn("Whether a job of run {} still runs cannot be found out yet: {}", run.id(), e.getMessage());
                TimeUnit.MILLISECONDS.sleep(retries.delayMillis(tries));
            }
        }
    }

    private CopyRun saved(CopyRun run) {
        history.save(run);
        return run;
    }
}
