package io.pipit.jobs.reconcile;

import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.queue.JobQueue;
import io.pipit.jobs.reconcile.ReconcileRun.State;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts runs and does them one after the other: two that are asked for at once see what the first has put in. They survive the process:
 * the next one goes on where they stood. Thread-safe.
 */
public final class ReconcileRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileRuns.class);
    private static final int TRIES = 3;
    /** Within two to three minutes. */
    private static final int PATIENT_TRIES = 10;

    private static final long REST_MILLIS = 500;
    private static final long MOST_REST_MILLIS = 30_000;
    private static final long STEP_MILLIS = 50;

    private final ReconcileStore store;
    private final ReconcileWork work;
    private final Supplier<Plan> plan;
    private final Clock clock;
    private final JobQueue<ReconcileRun> queue = new JobQueue<>("pipit-reconcile");
    private final Map<String, ReconcileRun> live = new ConcurrentHashMap<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

    /** Nothing is done until it is asked for. */
    public ReconcileRuns(ReconcileStore store, ReconcileWork work, Supplier<Plan> plan, Clock clock) {
        this.store = store;
        this.work = work;
        this.plan = plan;
        this.clock = clock;
    }

    /**
     * Accepts a run.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} for a definition that is not there, {@code INVALID_PARAMETER} for a range that has
     *     no length
     */
    public synchronized ReconcileRun start(ReconcileRequest request) {
        ReconcileFiles.of(plan.get()).find(request.name());
        return start(request.checked(), List.of());
    }

    /**
     * Accepts a run over some ids.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} for a definition that is not there
     */
    public synchronized ReconcileRun start(ReconcileRequest request, List<String> ids) {
        ReconcileFiles.of(plan.get()).find(request.name());
        ReconcileRun run = ReconcileRun.asked(request, clock.millis());
        for (int from = 0; from < ids.size(); from += request.batchRows()) {
            store.addIds(
                    run.id(),
                    ReconcileRun.Numbers.WANTED,
                    List.copyOf(ids.subList(from, Math.min(ids.size(), from + request.batchRows()))));
        }
        store.save(run);
        enqueue(run);
        return run;
    }

    /** Takes up what an earlier process accepted and did not finish. */
    public synchronized void resume() {
        store.open().stream().filter(run -> !queue.holds(run.id())).forEach(this::enqueue);
    }

    /** A run, as it is now. */
    public Optional<ReconcileRun> find(String id) {
        ReconcileRun now = live.get(id);
        return now == null ? store.find(id) : Optional.of(now);
    }

    /** The newest, newest first. */
    public List<ReconcileRun> newest(int limit) {
        return store.newest(limit);
    }

    /** Ids that a run found, by the names of its numbers: one of several lists, empty behind the last. */
    public List<String> ids(String run, String kind, int list) {
        return store.ids(run, kind, list);
    }

    /** Ends a run at the next occasion; what it has put in stays. */
    public synchronized ReconcileRun cancel(String id) {
        ReconcileRun run = find(id).orElseThrow(() ->
                new PipitException(ErrorCode.UNKNOWN_RESOURCE, "There is no run '" + id + "' of a reconciliation."));
        if (!run.ended()) {
            cancelled.add(id);
        }
        return run;
    }

    /** Completes with the run when it has ended, well or not. */
    public CompletableFuture<ReconcileRun> ended(String id) {
        return queue.end(id)
                .orElseGet(
                        () -> CompletableFuture.completedFuture(store.find(id).orElseThrow()));
    }

    @Override
    public void close() {
        queue.close();
    }

    private void enqueue(ReconcileRun run) {
        queue.add(run.id(), () -> work(run.id()));
    }

    private ReconcileRun work(String id) {
        ReconcileRun run = store.find(id).orElseThrow();
        if (!run.ended()) {
            run = worked(saved(run.working(clock.millis())));
        }
        live.remove(id);
        return run;
    }

    private ReconcileRun worked(ReconcileRun begun) {
        ReconcileRun run = begun;
        int tries = 0;
        while (true) {
            ReconcileRun before = run;
            try {
                run = work.work(run, plan.get(), this::saved, () -> stopped(begun.id()));
                return queue.closing() ? run : saved(cancelled(run) ? ended(run) : run.done(clock.millis()));
            } catch (StoppedException e) {
                return ended(live.get(begun.id()));
            } catch (RuntimeException e) {
                run = live.get(begun.id());
                tries = run.beyond(before) ? 1 : tries + 1;
                ErrorCode code = e instanceof PipitException named ? named.code() : ErrorCode.INTERNAL;
                String why = said(run, e);
                if (queue.closing()) {
                    return run; // it is open, and the next process takes it up
                }
                if (!code.retryable() || tries >= most(code, run)) {
                    Throwable unforeseen = code == ErrorCode.INTERNAL ? e : null;
                    LOG.warn("The reconciliation {} failed: {}", run.request().name(), why, unforeseen);
                    return saved(run.failed(code, why, clock.millis()));
                }
                saved(run.waiting(code, why));
                rest(run, tries);
                if (stopped(run.id())) {
                    return ended(run);
                }
                run = saved(run.working(clock.millis()));
            }
        }
    }

    /** A database that was there when the run began comes back, as a rule: to start one anew takes a while. */
    private static int most(ErrorCode code, ReconcileRun run) {
        return code == ErrorCode.SOURCE_UNAVAILABLE && run.begun() ? PATIENT_TRIES : TRIES;
    }

    private String said(ReconcileRun run, RuntimeException e) {
        long putIn = run.number(ReconcileRun.Numbers.PUT_IN);
        String masked = plan.get().files().variables().masked(String.valueOf(e.getMessage()));
        return putIn == 0
                ? masked
                : masked
                        + " "
                        + Counted.grouped(
                                putIn,
                                "row had been put in before; it stays, and is not put in again when it is run again.",
                                "rows had been put in before; they stay, and are not put in again when it is run again.");
    }

    private boolean cancelled(ReconcileRun run) {
        return cancelled.contains(run.id());
    }

    private ReconcileRun ended(ReconcileRun run) {
        return queue.closing() ? run : saved(run.cancelled(clock.millis()));
    }

    private boolean stopped(String id) {
        return queue.closing()
                || cancelled.contains(id)
                || Thread.currentThread().isInterrupted();
    }

    private void rest(ReconcileRun run, int tries) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(MOST_REST_MILLIS, REST_MILLIS << tries));
        try {
            while (!stopped(run.id()) && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ReconcileRun saved(ReconcileRun run) {
        if (!run.ended() || run.state() != State.WAITING) {
            live.put(run.id(), run);
        }
        store.save(run);
        return run;
    }
}
