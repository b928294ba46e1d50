package io.pipit.jobs.deploy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.fill.FillRun;
import io.pipit.jobs.fill.FillStore;
import io.pipit.jobs.plan.Followers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** One filling that somebody asked for, and whether it may still be cancelled: until its rows take the place of the former ones. */
final class Populating extends Followed {
    private enum Phase {
        FILLING,
        SWITCHING,
        CANCELLED
    }

    private final FillRun run;
    private final StillOurs ours;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.FILLING);
    private final CompletableFuture<FillRun> end = new CompletableFuture<>();

    Populating(FillRun run, Followers followers, FillStore store) {
        super(followers);
        this.run = run;
        this.ours = new StillOurs("the populate of '" + run.table() + "'", () -> store.goesOn(run.id()));
    }

    /** The process ends, or leads no more: nothing is changed for it from here on. */
    void stop() {
        ours.stop();
    }

    /** What whoever asked is told then. */
    PipitException overtaken() {
        return new PipitException(
                ErrorCode.NOT_READY,
                "Another process leads now, or this one ends, before the populate of '" + run.table()
                        + "' was done. 'pipit job ls' says what became of the job '" + run.id()
                        + "'; where it was not done, ask for it again.");
    }

    /** Completes when it has ended. */
    CompletableFuture<FillRun> end() {
        return end;
    }

    boolean is(String id) {
        return run.id().equals(id);
    }

    boolean mayBeCancelled() {
        return phase.get() == Phase.FILLING;
    }

    boolean cancelled() {
        return phase.get() == Phase.CANCELLED;
    }

    /** Whether it ends without having changed anything. */
    boolean cancel() {
        return phase.compareAndSet(Phase.FILLING, Phase.CANCELLED) || cancelled();
    }

    static PipitException wasCancelled(String table) {
        return new PipitException(
                ErrorCode.COMMIT_CONFLICT,
                "The populate of '" + table
                        + "' was cancelled. Nothing was changed: its rows are those that were there.");
    }

    static PipitException tooLate(FillRun run) {
        return new PipitException(
                ErrorCode.INVALID_PARAMETER,
                "The job '" + run.id() + "' can no longer be cancelled: the new rows of '" + run.table()
                        + "' are taking the place of the former ones, which answer until then."
                        + " 'pipit job ls' shows when it is done.");
    }

    @Override
    public boolean ours() {
        return ours.holds();
    }

    /** Once more, perhaps: what was filled may have been stale. */
    @Override
    public void filling() {
        refuseUnless(phase.compareAndSet(Phase.SWITCHING, Phase.FILLING) || mayBeCancelled());
    }

    @Override
    public void filled() {
        refuseUnless(phase.compareAndSet(Phase.FILLING, Phase.SWITCHING));
        super.filled();
    }

    private void refuseUnless(boolean wanted) {
        if (!wanted) {
            throw wasCancelled(run.table());
        }
    }
}
