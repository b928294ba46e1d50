package io.pipit.jobs.mutation;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.Dialect;
import io.pipit.jobs.mutation.RowChange.Kind;
import io.pipit.jobs.queue.Patience;
import io.pipit.jobs.queue.TableReaders;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work on one change of rows, of whichever kind, from its first try to its end. */
final class ChangeWork {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeWork.class);
    private static final int TRIES = 8;
    private static final Duration FIRST_REST = Duration.ofMillis(500);
    private static final Duration LONGEST_REST = Duration.ofSeconds(8);

    private final ChangeStore store;
    private final ChangeAttempt attempt;
    private final FileWork files;
    private final Rollbacks rollbacks;
    private final Supplier<Plan> plan;
    private final TableReaders readers;
    private final Clock clock;
    private final BooleanSupplier closing;
    private final Patience patience;

    /** In a process; {@code closing} says that it ends. */
    ChangeWork(
            ChangeStore store,
            ChangeAttempt attempt,
            FileWork files,
            Rollbacks rollbacks,
            Supplier<Plan> plan,
            TableReaders readers,
            Clock clock,
            BooleanSupplier closing) {
        this.store = store;
        this.attempt = attempt;
        this.files = files;
        this.rollbacks = rollbacks;
        this.plan = plan;
        this.readers = readers;
        this.clock = clock;
        this.closing = closing;
        this.patience = new Patience(FIRST_REST, LONGEST_REST, closing);
    }

    /** See {@link RowChanges#check}. */
    String check(String table, String condition) {
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

    private PipitException unknown(String table) {
        Collection<String> known = plan.get().tables().keySet();
        return new PipitException(
                ErrorCode.UNKNOWN_DATA_SOURCE,
                "There is no data source '" + table + "'." + NearestName.hint(table, known));
    }

    /** How many rows a deletion would take now. */
    long count(String table, String condition) {
        return patience.tried(TRIES, () -> attempt.count(table, condition, plan.get()));
    }

    /**
     * Does a change, and notes what has become of it.
     *
     * @return it has ended, or this process ends
     * @throws PipitException where its end cannot be noted: the next process does it again, which changes nothing more
     */
    RowChange of(RowChange begun) {
        RowChange end = worked(begun);
        if (!end.ended()) {
            return end;
        }
        readers.catchUp(Followers.of(plan.get(), end.table()).changed());
        return patience.endlessly(() -> saved(end));
    }

    private RowChange worked(RowChange begun) {
        RowChange change = begun;
        try {
            check(change.table(), change.condition());
            boolean staged = change.kind() == Kind.REPLACE || besidePipes(change);
            if (staged && change.source().staged() == null) {
                change = saved(change.with(staged(change)));
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
            }
            LOG.info(
                    "{} of {}: {} rows went, {} came", change.kind(), change.table(), result.removed(), result.added());
            return change.done(result, clock.millis());
        } catch (RuntimeException e) {
            if (closing.getAsBoolean()) {
                return change; // it is open, and the next process takes it up
            }
            LOG.warn("{} of {} failed: {}", change.kind(), change.table(), e.getMessage());
            return failed(change, e);
        }
    }

    private RowChange failed(RowChange change, RuntimeException e) {
        ErrorCode code = e instanceof PipitException named ? named.code() : ErrorCode.INTERNAL;
        String why = String.valueOf(e.getMessage());
        if (!changesTable(change)) {
            rollbacks.end(change);
            return change.failed(code, why, clock.millis());
        }
        Aftermath left = rollbacks.aftermath(change, plan.get());
        String said = why + (why.contains("othing was changed") ? "" : " " + left.text());
        return left.tookPlace()
                ? change.halfDone(code, said, left.text(), clock.millis())
                : change.failed(code, said, clock.millis());
    }

    /** Whether it is one commit of its table, by its id. */
    private boolean changesTable(RowChange change) {
        return change.kind().takesRowsAway() || besidePipes(change);
    }

    private RowChange.StagedRows staged(RowChange change) {
        return files.stage(
                change.id(),
                change.table(),
                change.condition(),
                change.source(),
                () -> count(change.table(), change.condition()));
    }

    /** Whether rows are appended that are no events; a data source whose rows are written already may have begun to take events since. */
    private boolean besidePipes(RowChange change) {
        return change.kind() == Kind.APPEND
                && (change.source().staged() != null || !plan.get().landing().contains(change.table()));
    }

    private RowChange.Result compared(RowChange change) {
        return ViewFindings.result(plan.get(), change, patience.tried(TRIES, () -> attempt.views(change, plan.get())));
    }

    private RowChange.Result ranAgain(RowChange change) {
        return SetAsideRuns.result(patience.tried(TRIES, () -> attempt.setAside(change, plan.get())));
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
            String set = QuarantinedRows.upTo(
                    patience.tried(TRIES, () -> attempt.edge(begun.table(), plan.get())), begun.table());
            now[0] = saved(begun.with(new RowChange.Replay(set, "", 0, 0, 0)));
        }
        Optional<PipitException> failure = send(now);
        RowChange.Replay sent = now[0].source().replay();
        // What is sent has to go, whatever becomes of the rest; nothing else would keep it from being sent twice.
        long removed = sent.pieces() == 0
                ? 0
                : patience.endlessly(() -> attempt.change(now[0], plan.get()))
                        .outcome()
                        .removed();
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
            patience.endlessly(() -> {
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
            if (closing.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private RowChange.Result changed(RowChange change) {
        ChangeAttempt.Done done = patience.tried(TRIES, () -> attempt.change(change, plan.get()));
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

    private RowChange saved(RowChange change) {
        store.save(change);
        return change;
    }
}
