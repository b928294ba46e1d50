package io.pipit.jobs.copy;

import io.pipit.batch.copy.CopyOutcome;
import io.pipit.core.block.Feed;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import java.time.Clock;
import java.util.List;
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
    private final Lake lake;
    private final Supplier<Plan> plan;
    private final RetryPolicy retries;
    private final Clock clock;
    private final ExecutorService workers;
    private final QueueByKey queue;
    private final Map<String, CompletableFuture<CopyRun>> open = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /**
     * Nothing is done until it is asked for.
     *
     * @param plan the project as it is now
     * @param parallel how many runs (of different targets) may work at once; each takes a slot of the cluster
     */
    public CopyRuns(
            RunHistory history,
            CopyAttempt attempt,
            Lake lake,
            Supplier<Plan> plan,
            RetryPolicy retries,
            Clock clock,
            int parallel) {
        this.history = history;
        this.attempt = attempt;
        this.lake = lake;
        this.plan = plan;
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
     * @throws PipitException {@code UNKNOWN_RESOURCE} for a name that is no copy pipe, and what is wrong with the parameters
     */
    public synchronized CopyRun start(CopyRequest request) {
        CopyRun run = CopyRun.of(request, plan.get(), clock);
        Optional<CopyRun> same = run.runKey().isEmpty() ? Optional.empty() : history.withKey(run.pipe(), run.runKey());
        if (same.isPresent() && !same.get().ended()) {
            return same.get();
        }
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

    /** The newest runs of the last 48 hours, at most 100, newest first. */
    public List<CopyRun> newest() {
        return history.newest(100, clock.millis() - TimeUnit.HOURS.toMillis(48));
    }

    /** Completes with the run when it has ended, well or not. */
    public CompletableFuture<CopyRun> ended(String id) {
        CompletableFuture<CopyRun> running = open.get(id);
        if (running != null) {
            return running.copy();
        }
        return history.find(id)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new PipitException(ErrorCode.UNKNOWN_RESOURCE, "There is no run '" + id + "'.")));
    }

    /** Stops working; runs that are open are taken up by the next process. */
    @Override
    public void close() {
        closing = true;
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
            run = finished(accepted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Run {} of the copy {} could not be worked on", accepted.id(), accepted.pipe(), e);
            run = accepted.failed(ErrorCode.INTERNAL, String.valueOf(e.getMessage()), clock.millis());
        } finally {
            CompletableFuture<CopyRun> waiting = open.remove(accepted.id());
            if (waiting != null) {
                waiting.complete(run);
            }
        }
    }

    private CopyRun finished(CopyRun accepted) throws InterruptedException {
        CopyRun run = accepted;
        while (!run.ended()) {
            if (closing) {
                return run;
            }
            run = saved(run.trying(clock.millis()));
            try {
                run = saved(once(run));
            } catch (PipitException e) {
                run = afterFailure(run, e);
            }
        }
        LOG.info("Run {} of the copy {} is {}: {} rows. {}", run.id(), run.pipe(), run.state(), run.rows(), run.note());
        return run;
    }

    private CopyRun once(CopyRun run) {
        Optional<CopyRun> earlier = earlierWithKey(run);
        if (earlier.isPresent()) {
            return run.done(0, 0, earlier.get().edge(), repeated(run.runKey()), clock.millis());
        }
        CopyAttempt.Result result = attempt.run(run, plan.get());
        CopyOutcome outcome = result.outcome();
        String note = switch (outcome.verdict()) {
            case COMMITTED -> "";
            case ALREADY_COMMITTED -> "An earlier try had committed this run.";
            case REPEATED_KEY -> repeated(run.runKey());
        };
        return run.done(
                outcome.number(), outcome.rows(), result.edge().position().toText(), note, clock.millis());
    }

    private CopyRun afterFailure(CopyRun run, PipitException failure) throws InterruptedException {
        if (closing || Thread.currentThread().isInterrupted()) {
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
        if (held(run).filter(held -> held.runId().equals(run.id())).isPresent()) {
            CopyCoverage held = held(run).orElseThrow();
            return saved(run.done(
                    held.number(), 0, held.edge().toText(), "An earlier try had committed this run.", clock.millis()));
        }
        return saved(run.failed(failure.code(), failure.getMessage(), clock.millis()));
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

    /** The table's coverage remembers the newest keys; older ones are looked up here, unless the table was made anew since. */
    private Optional<CopyRun> earlierWithKey(CopyRun run) {
        boolean counted = run.mode() == CopyPlan.Mode.APPEND || run.runKey().startsWith(RunKeys.FIRING);
        if (run.runKey().isEmpty() || !counted) {
            return Optional.empty();
        }
        long numbers = held(run).map(CopyCoverage::number).orElse(0L);
        return history.committedWithKey(run.pipe(), run.runKey()).filter(earlier -> earlier.number() <= numbers);
    }

    private Optional<CopyCoverage> held(CopyRun run) {
        return lake.find(run.target())
                .map(table -> table.refresh().coverage().copies().get(Feed.copy(run.pipe())));
    }

    private CopyRun saved(CopyRun run) {
        history.save(run);
        return run;
    }

    private static String repeated(String key) {
        return "Nothing was added: a run with the key '" + key.substring(key.indexOf(':') + 1)
                + "' is already in the target.";
    }
}
