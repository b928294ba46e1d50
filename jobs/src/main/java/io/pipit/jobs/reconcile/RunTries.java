package io.pipit.jobs.reconcile;

import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.jobs.queue.Patience;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one run, from its first try to its end. How far it is, and what it ends with, is noted however long the database of runs is
 * away. Thread-safe.
 */
final class RunTries {
    private static final Logger LOG = LoggerFactory.getLogger(RunTries.class);
    private static final int TRIES = 3;
    /** Within two to three minutes. */
    private static final int PATIENT_TRIES = 10;

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private final ReconcileStore store;
    private final ReconcileWork work;
    private final Supplier<Plan> plan;
    private final Clock clock;
    private final BooleanSupplier closing;
    private final Patience patience;
    private final Map<String, ReconcileRun> live = new ConcurrentHashMap<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

    /** In a process; {@code closing} says that it ends. */
    RunTries(ReconcileStore store, ReconcileWork work, Supplier<Plan> plan, Clock clock, BooleanSupplier closing) {
        this.store = store;
        this.work = work;
        this.plan = plan;
        this.clock = clock;
        this.closing = closing;
        this.patience = new Patience(FIRST_REST, LONGEST_REST, closing);
    }

    /** A run that is worked on, as it is now. */
    Optional<ReconcileRun> now(String id) {
        return Optional.ofNullable(live.get(id));
    }

    /** Ends a run at the next occasion. */
    void cancel(String id) {
        cancelled.add(id);
    }

    /**
     * Works on a run, again and again while that may help.
     *
     * @return it has ended, or this process ends
     * @throws PipitException where this process ends and what the run has become is not noted: the next process goes on with it
     */
    ReconcileRun of(String id) {
        try {
            ReconcileRun run = patience.endlessly(() -> store.find(id).orElseThrow());
            if (run.ended()) {
                return run;
            }
            ReconcileRun end = worked(saved(run.working(clock.millis())));
            return end.ended() ? noted(end) : end;
        } finally {
            live.remove(id);
            cancelled.remove(id);
        }
    }

    /** The end is not noted: that it cannot be is no failure of the run. */
    private ReconcileRun worked(ReconcileRun begun) {
        ReconcileRun run = begun;
        int tries = 0;
        while (true) {
            ReconcileRun before = run;
            try {
                run = work.work(run, plan.get(), this::saved, () -> stopped(begun.id()));
                return closing.getAsBoolean() || cancelled(run) ? ended(run) : run.done(clock.millis());
            } catch (StoppedException e) {
                return ended(live.get(begun.id()));
            } catch (RuntimeException e) {
                run = live.get(begun.id());
                tries = run.beyond(before) ? 1 : tries + 1;
                ErrorCode code = e instanceof PipitException named ? named.code() : ErrorCode.INTERNAL;
                String why = said(run, e);
                if (closing.getAsBoolean()) {
                    return run; // it is open, and the next process takes it up
                }
                if (!code.retryable() || tries >= most(code, run)) {
                    Throwable unforeseen = code == ErrorCode.INTERNAL ? e : null;
                    LOG.warn("The reconciliation {} failed: {}", run.request().name(), why, unforeseen);
                    return run.failed(code, why, clock.millis());
                }
                saved(run.waiting(code, why));
                patience.rest(tries, () -> stopped(begun.id()));
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

    /** Somebody has cancelled it, or this process ends and leaves it open. */
    private ReconcileRun ended(ReconcileRun run) {
        return closing.getAsBoolean() ? run : run.cancelled(clock.millis());
    }

    private boolean stopped(String id) {
        return closing.getAsBoolean()
                || cancelled.contains(id)
                || Thread.currentThread().isInterrupted();
    }

    private ReconcileRun saved(ReconcileRun run) {
        live.put(run.id(), run);
        return noted(run);
    }

    private ReconcileRun noted(ReconcileRun run) {
        return patience.endlessly(() -> {
            store.save(run);
            return run;
        });
    }
}
