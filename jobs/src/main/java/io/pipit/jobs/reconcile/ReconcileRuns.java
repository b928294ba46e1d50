package io.pipit.jobs.reconcile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.queue.JobQueue;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Accepts runs and does them one after the other: two that are asked for at once see what the first has put in. They survive the process:
 * the next one goes on where they stood. Thread-safe.
 */
public final class ReconcileRuns implements AutoCloseable {
    private final ReconcileStore store;
    private final Supplier<Plan> plan;
    private final Clock clock;
    private final JobQueue<ReconcileRun> queue = new JobQueue<>("pipit-reconcile");
    private final RunTries tries;

    /** Nothing is done until it is asked for. */
    public ReconcileRuns(ReconcileStore store, ReconcileWork work, Supplier<Plan> plan, Clock clock) {
        this.store = store;
        this.plan = plan;
        this.clock = clock;
        this.tries = new RunTries(store, work, plan, clock, queue::closing);
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
        return tries.now(id).or(() -> store.find(id));
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
            tries.cancel(id);
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
        queue.add(run.id(), () -> tries.of(run.id()));
    }
}
