package io.pipit.cli.embedded;

import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.project.Plan;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.guard.IdGuard;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.mutation.ChangeStore;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChanges;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.ReconcileRequest.Deletion;
import io.pipit.jobs.reconcile.ReconcileRuns;
import io.pipit.jobs.reconcile.ReconcileStore;
import io.pipit.jobs.reconcile.ReconcileWork;
import io.pipit.jobs.reconcile.ViewChecks;
import io.pipit.jobs.reconcile.repair.ClaimStore;
import io.pipit.jobs.reconcile.repair.ClaimStore.Claim;
import io.pipit.jobs.reconcile.repair.GuardRegister;
import io.pipit.jobs.reconcile.repair.Originals;
import io.pipit.jobs.reconcile.repair.Repair;
import io.pipit.jobs.reconcile.shown.ShownTable;
import io.pipit.jobs.store.JobsDatabase;
import io.pipit.serving.ServingLayer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires reconciliations to the parts of a stack. */
final class StackReconcile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StackReconcile.class);
    private static final String DRIVERS = "drivers";
    private static final long SOON_SECONDS = 3;
    private static final long LATER_SECONDS = 30;
    private static final Duration FOLLOWERS_PATIENCE = Duration.ofSeconds(90);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pipit-originals");
        thread.setDaemon(true);
        return thread;
    });

    private final ServedRows rows;
    private final RowChanges changes;
    private final Supplier<Plan> plan;
    private final Repair repair;
    private final ReconcileStore store;
    private final ReconcileRuns runs;
    private final Optional<OtherProcesses> others;

    StackReconcile(
            JobsDatabase database,
            Supplier<ServingLayer> serving,
            LogSettings logs,
            EventsIntake intake,
            IdGuard guard,
            ChangeStore changeStore,
            RowChanges changes,
            Supplier<Plan> plan,
            Optional<OtherProcesses> others) {
        Clock clock = Clock.systemUTC();
        this.rows = new ServedRows(serving, logs);
        this.plan = plan;
        this.others = others;
        this.changes = changes;
        this.store = new ReconcileStore(database);
        ClaimStore claims = new ClaimStore(database);
        this.repair = new Repair(
                new EventDelivery(intake), originals(guard, claims, new GuardRegister(database)), claims, clock);
        changeStore.watch(this::changed);
        this.runs = new ReconcileRuns(
                store,
                new ReconcileWork(
                        new JdbcConnections(Path.of(DRIVERS)), rows, repair, store, this::delete, this::check),
                plan,
                clock);
    }

    ReconcileRuns runs() {
        return runs;
    }

    ReconcileStore store() {
        return store;
    }

    /**
     * Before this process takes events: what earlier ones have put in is known again. Then open runs go on. Where it answers queries, it
     * finds out first how claims of earlier processes ended, else meanwhile.
     */
    void resume() {
        if (others.isEmpty()) {
            recover();
        } else {
            timer.execute(this::recover);
        }
        runs.resume();
    }

    private void recover() {
        try {
            repair.recover(this::present);
        } catch (RuntimeException e) {
            LOG.warn("It is not known yet which rows earlier repairs have put in: {}", e.getMessage());
            timer.schedule(this::recover, LATER_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Which rows of a claim that was not settled are there. */
    private Set<String> present(Claim claim) {
        TableSpec table = plan.get().table(claim.dataSource()).orElse(null);
        boolean gone = table == null || table.column(claim.idColumn()).isEmpty();
        return gone ? Set.of() : new ShownTable(rows, table, claim.idColumn()).present(claim.ids());
    }

    /** Whoever deletes rows may send them again. A commit is seen a moment after it: so it is looked at a while later, and once more. */
    private void changed(RowChange change) {
        if (change.tookPlace() && change.kind().takesRowsAway()) {
            timer.schedule(() -> forgetGone(change.table()), SOON_SECONDS, TimeUnit.SECONDS);
            timer.schedule(() -> forgetGone(change.table()), LATER_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void forgetGone(String table) {
        try {
            repair.forgetGone(table, this::present);
        } catch (RuntimeException e) {
            LOG.warn("Originals of rows that were deleted from {} may still be kept out: {}", table, e.getMessage());
        }
    }

    private long delete(String table, String condition, Deletion how) {
        Views views = how == Deletion.ROWS_AND_VIEWS ? Views.FOLLOW : Views.KEEP;
        long removed = change(RowChange.Kind.DELETE, table, condition, views, "could not be deleted")
                .result()
                .removed();
        others.ifPresent(processes -> processes.awaitGone(table, condition));
        return removed;
    }

    private ViewChecks.Found check(String table, String condition, ReconcileRequest.Repair how) {
        Views views = how == ReconcileRequest.Repair.MISSING ? Views.FOLLOW : Views.KEEP;
        RowChange.Result done = change(
                        RowChange.Kind.VIEWS, table, condition, views, "could not be compared with its views")
                .result();
        return new ViewChecks.Found(
                done.added(), done.removed(), done.note().lines().toList());
    }

    private RowChange change(RowChange.Kind kind, String table, String condition, Views views, String failed) {
        RowChange done = changes.awaited(changes.start(kind, table, condition, RowChange.Source.NONE, views));
        if (done.state() != RowChange.State.DONE) {
            throw new PipitException(
                    done.errorCode().isEmpty() ? ErrorCode.COPY_FAILED : ErrorCode.valueOf(done.errorCode()),
                    "Rows of '" + table + "' " + failed + ": " + done.error());
        }
        return done;
    }

    private static Originals originals(IdGuard guard, ClaimStore claims, GuardRegister followers) {
        return new Originals() {
            @Override
            public void claim(String dataSource, String idColumn, String key, Collection<String> ids) {
                guard.claim(dataSource, idColumn, key, ids);
                followers.await(claims.version(), ClaimFollower.SILENCE, FOLLOWERS_PATIENCE);
            }

            @Override
            public void settle(
                    String dataSource, String idColumn, String key, Collection<String> putIn, long untilMillis) {
                guard.settle(dataSource, idColumn, key, putIn, untilMillis);
            }

            @Override
            public void reset(String dataSource, String idColumn, Map<Long, List<String>> putIn) {
                guard.reset(dataSource, idColumn, putIn);
            }
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
        runs.close();
        rows.close();
    }
}
