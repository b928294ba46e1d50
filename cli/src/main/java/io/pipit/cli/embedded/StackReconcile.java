package io.pipit.cli.embedded;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.project.Plan;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.guard.IdGuard;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.reconcile.ReconcileRuns;
import io.pipit.jobs.reconcile.ReconcileStore;
import io.pipit.jobs.reconcile.ReconcileWork;
import io.pipit.jobs.reconcile.repair.ClaimStore;
import io.pipit.jobs.reconcile.repair.ClaimStore.Claim;
import io.pipit.jobs.reconcile.repair.Originals;
import io.pipit.jobs.reconcile.repair.Repair;
import io.pipit.jobs.reconcile.shown.ShownTable;
import io.pipit.jobs.store.JobsDatabase;
import io.pipit.serving.ServingLayer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires reconciliations to the parts of a stack. */
final class StackReconcile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StackReconcile.class);
    private static final String DRIVERS = "drivers";

    private final ServedRows rows;
    private final Supplier<Plan> plan;
    private final Repair repair;
    private final ReconcileStore store;
    private final ReconcileRuns runs;

    StackReconcile(
            JobsDatabase database,
            ServingLayer serving,
            LogSettings logs,
            EventsIntake intake,
            IdGuard guard,
            Supplier<Plan> plan) {
        Clock clock = Clock.systemUTC();
        this.rows = new ServedRows(serving, logs);
        this.plan = plan;
        this.store = new ReconcileStore(database);
        this.repair = new Repair(new EventDelivery(intake), originals(guard), new ClaimStore(database), clock);
        this.runs = new ReconcileRuns(
                store, new ReconcileWork(new JdbcConnections(Path.of(DRIVERS)), rows, repair, store), plan, clock);
    }

    ReconcileRuns runs() {
        return runs;
    }

    ReconcileStore store() {
        return store;
    }

    /** Before events are taken: what earlier processes have put in is known again. Then open runs go on. */
    void resume() {
        try {
            repair.recover(this::present);
        } catch (RuntimeException e) {
            LOG.warn("It is not known which rows earlier repairs have put in: {}", e.getMessage());
        }
        runs.resume();
    }

    /** Which rows of a claim that was not settled are there. */
    private Set<String> present(Claim claim) {
        TableSpec table = plan.get().table(claim.dataSource()).orElse(null);
        ReconcileDefinition definition = ReconcileFiles.of(plan.get()).definitions().values().stream()
                .filter(d -> d.dataSource().equals(claim.dataSource()))
                .findFirst()
                .orElse(null);
        if (table == null || definition == null || table.engine().kind() == EngineClause.Kind.NULL) {
            return Set.of();
        }
        return new ShownTable(rows, table, definition, List.of()).present(claim.ids());
    }

    private static Originals originals(IdGuard guard) {
        return new Originals() {
            @Override
            public void claim(String dataSource, String idColumn, String key, Collection<String> ids) {
                guard.claim(dataSource, idColumn, key, ids);
            }

            @Override
            public void settle(
                    String dataSource, String idColumn, String key, Collection<String> putIn, long untilMillis) {
                guard.settle(dataSource, idColumn, key, putIn, untilMillis);
            }
        };
    }

    @Override
    public void close() {
        runs.close();
        rows.close();
    }
}
