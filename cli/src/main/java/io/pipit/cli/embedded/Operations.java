package io.pipit.cli.embedded;

import io.pipit.cli.metrics.Metrics;
import io.pipit.cli.operations.JobsSeen;
import io.pipit.cli.operations.OldOperations;
import io.pipit.cli.operations.OperationsLog;
import io.pipit.cli.operations.RequestsSeen;
import io.pipit.cli.operations.StorageSeen;
import io.pipit.cli.operations.TopicsSeen;
import io.pipit.cli.server.Health;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.core.project.system.SystemTables;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.kafka.FeederObserver;
import io.pipit.jobs.copy.RunHistory;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.fill.FillStore;
import io.pipit.jobs.mutation.ChangeStore;
import io.pipit.jobs.mutation.RowChanges;
import io.pipit.jobs.reconcile.ReconcileStore;
import io.pipit.jobs.speed.SpeedSupervisor;
import io.pipit.serving.ServingLayer;
import io.pipit.serving.ServingStatus;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the stack writes down of itself, where its project has the data source for it. */
final class Operations {
    private static final int REPEATED = 100;

    private final OperationsLog log;
    private final RequestsSeen requests;
    private final JobsSeen jobs;
    private final RunHistory history;
    private final ChangeStore changeStore;
    private final ReconcileStore reconciles;
    private final FillStore fills;
    private final DeploymentStore deployments;
    private final Supplier<Plan> plan;
    private final StorageSeen storage;
    private final OldOperations old;

    Operations(
            EventsIntake intake,
            Lake lake,
            Supplier<Plan> plan,
            RunHistory history,
            ChangeStore changeStore,
            RowChanges changes,
            ReconcileStore reconciles,
            FillStore fills,
            DeploymentStore deployments) {
        Clock clock = Clock.systemUTC();
        this.plan = plan;
        this.history = history;
        this.changeStore = changeStore;
        this.reconciles = reconciles;
        this.fills = fills;
        this.deployments = deployments;
        this.log = new OperationsLog(intake);
        this.requests = new RequestsSeen(log, clock);
        this.jobs = new JobsSeen(log, clock);
        this.storage = new StorageSeen(log, lake, plan, clock);
        this.old = new OldOperations(log, changes, clock);
    }

    /** What can be measured, which hears of requests and passes them on to be written down. */
    Metrics metrics(Health health, Optional<ServingLayer> serving, EventsIntake intake, SpeedSupervisor speed) {
        Supplier<ServingStatus> status = () -> serving.map(ServingLayer::status).orElse(ServingStatus.NOTHING);
        Metrics metrics = new Metrics(health, status, requests, requests);
        metrics.gauge("pipit.intake.pending.bytes", "Events that are not in the log yet.", intake::pendingBytes);
        metrics.submissions(() -> speed.health().submissions());
        metrics.restarts(() -> speed.health().restarts());
        return metrics;
    }

    /** What has to hear of feeders; it tells nobody when there is no data source for it. */
    FeederObserver feeders() {
        return plan.get().landing().contains(SystemTables.OPERATIONS)
                ? new TopicsSeen(log, Clock.systemUTC())
                : FeederObserver.NONE;
    }

    /** Begins; jobs that ended just before the process died are told of again, which changes nothing where they are known. */
    AutoCloseable start() {
        if (!plan.get().landing().contains(SystemTables.OPERATIONS)) {
            return () -> {};
        }
        long since = System.currentTimeMillis() - TimeUnit.HOURS.toMillis(1);
        history.newest(REPEATED, since).forEach(jobs::saw);
        changeStore.newest(REPEATED).stream()
                .filter(change -> change.createdAtMillis() > since)
                .forEach(jobs::saw);
        fills.newest(REPEATED).stream()
                .filter(run -> run.createdAtMillis() > since)
                .forEach(jobs::saw);
        deployments.newest(REPEATED).stream()
                .filter(deployment -> deployment.createdAtMillis() > since)
                .forEach(jobs::saw);
        history.watch(jobs::saw);
        changeStore.watch(jobs::saw);
        reconciles.watch(jobs::saw);
        fills.watch(jobs::saw);
        deployments.watch(jobs::saw);
        storage.start();
        old.start();
        log.start();
        return log;
    }
}
