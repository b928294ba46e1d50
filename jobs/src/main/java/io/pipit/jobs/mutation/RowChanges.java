package io.pipit.jobs.mutation;

import io.pipit.batch.mutate.Cascade;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.jobs.mutation.RowChange.Kind;
import io.pipit.jobs.mutation.RowChange.Source;
import io.pipit.jobs.queue.JobQueue;
import io.pipit.jobs.queue.TableReaders;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Changes of rows, one at a time: what was acknowledged before one began may go, what comes later stays. A change that was accepted
 * happens once, also when the process is killed in between: {@link #resume()}. Thread-safe.
 */
public final class RowChanges implements AutoCloseable {
    private static final int REMEMBERED = 200;

    private final ChangeStore store;
    private final Rollbacks rollbacks;
    private final Supplier<Plan> plan;
    private final Clock clock;
    private final JobQueue<RowChange> queue = new JobQueue<>("pipit-change");
    private final ChangeWork work;

    /** Nothing is done until it is asked for. */
    public RowChanges(
            ChangeStore store,
            ChangeAttempt attempt,
            FileWork files,
            Rollbacks rollbacks,
            Supplier<Plan> plan,
            TableReaders readers,
            Clock clock) {
        this.rollbacks = rollbacks;
        this.store = store;
        this.plan = plan;
        this.clock = clock;
        this.work = new ChangeWork(store, attempt, files, rollbacks, plan, readers, clock, queue::closing);
    }

    /**
     * Accepts a change.
     *
     * @param condition of the dialect; the empty text for all rows
     * @throws PipitException {@code UNKNOWN_DATA_SOURCE}, or what is wrong with the condition
     */
    public RowChange start(Kind kind, String table, String condition, Source source) {
        return start(kind, table, condition, source, Views.KEEP);
    }

    /** The same, with views that follow. */
    public synchronized RowChange start(Kind kind, String table, String condition, Source source, Views views) {
        check(table, condition);
        if (kind == Kind.VIEWS) {
            ViewFindings.check(plan.get(), table);
        } else if (kind == Kind.SET_ASIDE) {
            SetAsideRuns.check(plan.get(), table);
        } else if (views == Views.FOLLOW) {
            Cascade.check(plan.get(), table);
        }
        RowChange change = RowChange.asked(kind, table, condition, source, views, clock.millis());
        store.save(change);
        if (kind == Kind.ROLLBACK) {
            begin(change);
        }
        enqueue(change);
        return change;
    }

    /** Who is told that it cannot be done must not see it done by the next process. */
    private void begin(RowChange rollback) {
        try {
            rollbacks.begin(rollback);
        } catch (RuntimeException e) {
            ErrorCode code = e instanceof PipitException named ? named.code() : ErrorCode.INTERNAL;
            store.save(rollback.failed(code, String.valueOf(e.getMessage()), clock.millis()));
            throw e;
        }
    }

    /**
     * Accepts rows that come to those of views and copies.
     *
     * @param key under which they come once, or the empty text
     */
    public synchronized RowChange append(String table, Source staged, Views views, String key) {
        check(table, "");
        RowChange change = RowChange.asked(Kind.APPEND, table, "", staged, views, clock.millis());
        RowChange keyed = key.isEmpty() ? change : change.named(table + " " + key);
        Optional<RowChange> known = store.find(keyed.id()).filter(before -> before.state() != RowChange.State.ERROR);
        if (known.isEmpty()) {
            store.save(keyed);
            enqueue(keyed);
        }
        return known.orElse(keyed);
    }

    /** Takes up the changes that an earlier process accepted and did not finish. */
    public synchronized void resume() {
        store.open().stream()
                .filter(change -> !queue.holds(change.id()))
                .map(change -> SetAsideRuns.fatal(change) ? saved(SetAsideRuns.ended(change, clock.millis())) : change)
                .filter(change -> !change.ended())
                .forEach(this::enqueue);
    }

    /**
     * Refuses what cannot be changed: an unknown data source, one that keeps no rows, or a condition that does not fit it.
     *
     * @return the condition as the engine's text, {@code true} for the empty one
     */
    public String check(String table, String condition) {
        return work.check(table, condition);
    }

    /** How many rows, as queries see them, a deletion would take now. Waits for the answer. */
    public long count(String table, String condition) {
        check(table, condition);
        return work.count(table, condition);
    }

    /** A change. */
    public Optional<RowChange> find(String id) {
        return store.find(id);
    }

    /** The newest, newest first. */
    public List<RowChange> newest() {
        return store.newest(REMEMBERED);
    }

    /** The tables of changes that have not ended. */
    public Set<String> openTables() {
        return store.open().stream().map(RowChange::table).collect(Collectors.toSet());
    }

    /** Files that are written and that a change which has not ended will commit. */
    public Set<String> stagedFiles() {
        return store.open().stream()
                .filter(change -> change.source().staged() != null)
                .flatMap(change -> change.source().staged().files().stream())
                .map(file -> file.path())
                .collect(Collectors.toSet());
    }

    /** Ends a change that waits for its turn; one that works is not interrupted. */
    public synchronized RowChange cancel(String id) {
        RowChange change = store.find(id)
                .orElseThrow(() -> new PipitException(ErrorCode.UNKNOWN_RESOURCE, "There is no job '" + id + "'."));
        if (change.state() != RowChange.State.WAITING) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The job '" + id + "' cannot be cancelled: it is "
                            + change.state().name().toLowerCase(Locale.ROOT) + " already.");
        }
        RowChange cancelled = change.cancelled(clock.millis());
        store.save(cancelled);
        if (change.kind() == Kind.ROLLBACK) {
            rollbacks.end(change);
        }
        return cancelled;
    }

    /** Completes with the change when it has ended, well or not. */
    public CompletableFuture<RowChange> ended(String id) {
        return queue.end(id)
                .or(() -> store.find(id).map(CompletableFuture::completedFuture))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new PipitException(ErrorCode.UNKNOWN_RESOURCE, "There is no job '" + id + "'.")));
    }

    /**
     * Waits until a change has ended, well or not.
     *
     * @throws PipitException {@code NOT_READY} when this process stops first: the next one goes on with the change
     */
    public RowChange awaited(RowChange change) {
        try {
            RowChange now = ended(change.id()).get();
            if (now.ended()) {
                return now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PipitException named) {
                throw named;
            }
            throw new IllegalStateException(e);
        }
        throw new PipitException(
                ErrorCode.NOT_READY,
                "The server is stopping; the change of '" + change.table() + "' (job " + change.id()
                        + ") goes on when it runs again.");
    }

    /** Stops working; changes that are open are taken up by the next process. */
    @Override
    public void close() {
        queue.close();
    }

    private void enqueue(RowChange change) {
        queue.add(change.id(), () -> work(change.id()));
    }

    private RowChange work(String id) {
        RowChange change = begun(id);
        return change.ended() ? change : work.of(change);
    }

    private synchronized RowChange begun(String id) {
        RowChange change = store.find(id).orElseThrow();
        return change.ended() ? change : saved(change.working(clock.millis()));
    }

    private RowChange saved(RowChange change) {
        store.save(change);
        return change;
    }
}
