package io.pipit.jobs.mutation;

import io.pipit.batch.mutate.Cascade;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.Dialect;
import io.pipit.jobs.mutation.RowChange.Kind;
import io.pipit.jobs.mutation.RowChange.Source;
import io.pipit.jobs.queue.JobQueue;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of rows, one at a time: what was acknowledged before one began may go, what comes later stays. A change that was accepted
 * happens once, also when the process is killed in between: {@link #resume()}. Thread-safe.
 */
public final class RowChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RowChanges.class);
    private static final int REMEMBERED = 200;
    private static final int TRIES = 8;
    private static final long REST_MILLIS = 250;

    private final ChangeStore store;
    private final ChangeAttempt attempt;
    private final FileWork files;
    private final Rollbacks rollbacks;
    private final Supplier<Plan> plan;
    private final Clock clock;
    private final JobQueue<RowChange> queue = new JobQueue<>("pipit-change");

    /** Nothing is done until it is asked for. */
    public RowChanges(
            ChangeStore store,
            ChangeAttempt attempt,
            FileWork files,
            Rollbacks rollbacks,
            Supplier<Plan> plan,
            Clock clock) {
        this.rollbacks = rollbacks;
        this.store = store;
        this.attempt = attempt;
        this.files = files;
        this.plan = plan;
        this.clock = clock;
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
            rollbacks.begin(change);
        }
        enqueue(change);
        return change;
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
        TableSpec spec = plan.get().table(table).orElseThrow(() -> unknown(table));
        if (spec.engine().kind() == EngineClause.Kind.NULL) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER, "The data source '" + table + "' keeps no rows: its engine is Null.");
        }
        return condition.isBlank()
                ? "true"
                : new Dialect()
                        .expression(condition, "the condition", 1, spec.columns())
                        .engineSql();
    }

    /** How many rows, as queries see them, a deletion would take now. Waits for the answer. */
    public long count(String table, String condition) {
        check(table, condition);
        return retried(() -> attempt.count(table, condition, plan.get()));
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
        return cancelled;
    }

    /** Completes with the change when it has ended, well or not. */
    public CompletableFuture<RowChange> ended(String id) {
        return queue.end(id)
                .or(() -> store.find(id).map(CompletableFuture::completedFuture))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new PipitException(ErrorCode.UNKNOWN_RESOURCE, "There is no job '" + id + "'.")));
    }

    /** Stops working; changes that are open are taken up by the next process. */
    @Override
    public void close() {
        queue.close();
    }

    private PipitException unknown(String table) {
        Collection<String> known = plan.get().tables().keySet();
        return new PipitException(
                ErrorCode.UNKNOWN_DATA_SOURCE,
                "There is no data source '" + table + "'." + NearestName.hint(table, known));
    }

    private void enqueue(RowChange change) {
        queue.add(change.id(), () -> work(change.id()));
    }

    private RowChange work(String id) {
        RowChange change = begun(id);
        return change.ended() ? change : worked(change);
    }

    private synchronized RowChange begun(String id) {
        RowChange change = store.find(id).orElseThrow();
        return change.ended() ? change : saved(change.working(clock.millis()));
    }

    private RowChange worked(RowChange begun) {
        RowChange change = begun;
        try {
            check(change.table(), change.condition());
            boolean staged = change.kind() == Kind.REPLACE || besidePipes(change);
            if (staged && change.source().staged() == null) {
                change = saved(
                        change.with(files.stage(change.id(), change.table(), change.condition(), change.source())));
            }
            RowChange.Result result = switch (change.kind()) {
                case APPEND -> staged ? changed(change) : appended(change);
                case REPLAY -> replayed(change);
                case VIEWS -> compared(change);
                case SET_ASIDE -> ranAgain(change);
                default -> changed(change);
            };
            if (change.kind() == Kind.ROLLBACK) {
                rollbacks.done(change, plan.get());
            } else if (change.empties()) {
                rollbacks.emptied(change);
            }
            LOG.info(
                    "{} of {}: {} rows went, {} came", change.kind(), change.table(), result.removed(), result.added());
            return saved(change.done(result, clock.millis()));
        } catch (RuntimeException e) {
            if (queue.closing()) {
                return change; // it is open, and the next process takes it up
            }
            LOG.warn("{} of {} failed: {}", change.kind(), change.table(), e.getMessage());
            rollbacks.end(change);
            ErrorCode code = e instanceof PipitException named ? named.code() : ErrorCode.INTERNAL;
            return saved(change.failed(code, String.valueOf(e.getMessage()), clock.millis()));
        }
    }

    /** Whether rows are appended that are no events; a data source whose rows are written already may have begun to take events since. */
    private boolean besidePipes(RowChange change) {
        return change.kind() == Kind.APPEND
                && (change.source().staged() != null || !plan.get().landing().contains(change.table()));
    }

    private RowChange.Result compared(RowChange change) {
        return ViewFindings.result(plan.get(), change, retried(() -> attempt.views(change, plan.get())));
    }

    private RowChange.Result ranAgain(RowChange change) {
        return SetAsideRuns.result(retried(() -> attempt.setAside(change, plan.get())));
    }

    private RowChange.Result appended(RowChange change) {
        FileWork.Appended appended = files.append(change.id(), change.table(), change.source());
        return new RowChange.Result(0, appended.rows(), appended.quarantined(), "", "");
    }

    /**
     * Quarantined rows up to an edge are sent once more, and then leave the quarantine in one commit. Which rows, and how far it is, is
     * saved before and after each piece: whoever takes it up sends the piece that was under way under the same key.
     */
    private RowChange.Result replayed(RowChange begun) {
        RowChange[] now = {begun};
        if (begun.source().replay() == null) {
            String set = QuarantinedRows.upTo(retried(() -> attempt.edge(begun.table(), plan.get())), begun.table());
            now[0] = saved(begun.with(new RowChange.Replay(set, "", 0, 0, 0)));
        }
        Optional<PipitException> failure = send(now);
        RowChange.Replay sent = now[0].source().replay();
        // What is sent has to go, whatever becomes of the rest; nothing else would keep it from being sent twice.
        long removed = sent.pieces() == 0
                ? 0
                : patiently(() -> attempt.change(now[0], plan.get())).outcome().removed();
        if (failure.isPresent()) {
            throw new PipitException(
                    failure.get().code(),
                    "After " + Counted.of(sent.rows() + sent.quarantined(), "row was", "rows were")
                            + " sent once more: " + failure.get().getMessage()
                            + " The other rows are in the quarantine.",
                    failure.get());
        }
        return new RowChange.Result(removed, sent.rows(), sent.quarantined(), "", QuarantinedRows.note(sent));
    }

    private Optional<PipitException> send(RowChange[] now) {
        try {
            patiently(() -> {
                RowChange.Replay from = now[0].source().replay();
                files.replay(
                        now[0].id(),
                        now[0].table(),
                        now[0].condition(),
                        from,
                        progress -> now[0] = saved(now[0].with(progress)));
                return from;
            });
            return Optional.empty();
        } catch (PipitException e) {
            if (queue.closing() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    /** As long as it may help: half a replay must not stay. */
    private <T> T patiently(Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return work.get();
            } catch (PipitException e) {
                if (queue.closing()
                        || !e.code().retryable()
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.warn("It is tried again: {}", e.getMessage());
                rest(tries);
            }
        }
    }

    private RowChange.Result changed(RowChange change) {
        ChangeAttempt.Done done = retried(() -> attempt.change(change, plan.get()));
        RowChange.StagedRows staged = change.source().staged();
        boolean repeated = done.outcome().repeated();
        return new RowChange.Result(
                done.outcome().removed(),
                repeated && staged != null ? staged.rows() : done.outcome().added(),
                staged == null ? 0 : staged.quarantined(),
                done.edge().position().toText(),
                repeated
                        ? "An earlier try had done this; the rows that went were not counted."
                        : new ChangeNotes(plan.get(), change).of(done));
    }

    private <T> T retried(Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return work.get();
            } catch (PipitException e) {
                if (queue.closing()
                        || !e.code().retryable()
                        || tries == TRIES
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                rest(tries);
            }
        }
    }

    private static void rest(int tries) {
        try {
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS << Math.min(tries, 5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RowChange saved(RowChange change) {
        store.save(change);
        return change;
    }
}
