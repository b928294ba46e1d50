package io.pipit.cli.embedded;

import io.pipit.batch.EngineBounds;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.copy.ClusterCopyJobs;
import io.pipit.jobs.copy.CopyAttempt;
import io.pipit.jobs.copy.CopyRuns;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.copy.PassedEpoch;
import io.pipit.jobs.copy.RetryPolicy;
import io.pipit.jobs.copy.RunHistory;
import io.pipit.jobs.copy.Spreading;
import io.pipit.jobs.flink.FlinkClusters;
import io.pipit.jobs.maintenance.MaintenanceRuns;
import io.pipit.jobs.mutation.ChangeAttempt;
import io.pipit.jobs.mutation.ChangeStore;
import io.pipit.jobs.mutation.ChangedTargets;
import io.pipit.jobs.mutation.Rollbacks;
import io.pipit.jobs.mutation.RowChanges;
import io.pipit.jobs.queue.SnapshotNotices;
import io.pipit.jobs.queue.TableReaders;
import io.pipit.jobs.schedule.CopyScheduler;
import io.pipit.jobs.schedule.CopyScheduler.Sharing;
import io.pipit.jobs.speed.SpeedSupervisor;
import io.pipit.jobs.store.JobsDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/** What a stack does besides streaming: copies, changes of rows, maintenance, and the schedules of all of them. */
record StackJobs(
        RunHistory history,
        CopyRuns copies,
        ChangeStore changeStore,
        Rollbacks rollbacks,
        RowChanges changes,
        MaintenanceRuns maintenance,
        CopyScheduler schedules) {
    private static final Duration EDGE_PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "pipit";

    /** What it works on. */
    record Ground(
            StackSettings settings,
            FlinkClusters.Use flink,
            Lake lake,
            LogSettings logs,
            JobsDatabase database,
            SpeedSupervisor speed,
            Lock logHold,
            TableReaders readers) {
        private EngineBounds engine() {
            return settings.copies(flink.slotMemoryBytes());
        }
    }

    /** Goes on with copies that were under way, and starts the schedules; what is opened is closed by {@code closer}. */
    static StackJobs start(Ground ground, StackSchedules cron, FileJobs files, Supplier<Plan> plan, Closer closer) {
        Lake lake = ground.lake();
        RunHistory history = new RunHistory(ground.database());
        EdgeFinder edges = new EdgeFinder(lake, ground.logs(), ground.speed()::cut, EDGE_PATIENCE);
        ChangeStore store = new ChangeStore(ground.database());
        CopyRuns copies = closer.add(new CopyRuns(
                history,
                attempt(ground, edges),
                lake,
                plan,
                RetryPolicy.DEFAULT,
                Clock.systemUTC(),
                1,
                new ChangedTargets(store)));
        copies.resume();
        Rollbacks rollbacks = new Rollbacks(lake, history);
        RowChanges changes = closer.add(new RowChanges(
                store,
                new ChangeAttempt(
                        ground.flink().cluster(),
                        ground.flink().lake(ground.settings().lake()),
                        edges,
                        ground.engine()),
                files,
                rollbacks,
                plan,
                new SnapshotNotices(ground.logs(), lake, ground.readers()),
                Clock.systemUTC()));
        MaintenanceRuns maintenance = closer.add(maintenance(ground, cron).over(history, changes, plan));
        CopyScheduler schedules = closer.add(
                CopyScheduler.start(ground.database(), Sharing.ONE_SERVER, NAME, cron.works(copies, maintenance)));
        cron.start(schedules, plan.get());
        return new StackJobs(history, copies, store, rollbacks, changes, maintenance, schedules);
    }

    private static CopyAttempt attempt(Ground ground, EdgeFinder edges) {
        FlinkClusters.Use flink = ground.flink();
        ClusterCopyJobs jobs = new ClusterCopyJobs(flink.cluster());
        // In this process there is one budget of memory for batch jobs, and so one task, also while slots are free.
        Spreading spreading = flink.elsewhere()
                ? Spreading.over(ground.lake(), jobs::slots)
                : new Spreading(ground.lake(), () -> 1, 0);
        return new CopyAttempt(
                        jobs,
                        ground.lake(),
                        flink.lake(ground.settings().lake()),
                        ground.logs(),
                        edges,
                        ground.engine(),
                        spreading)
                .seenBy(ground.readers());
    }

    private static StackMaintenance maintenance(Ground ground, StackSchedules cron) {
        return new StackMaintenance(
                ground.settings(),
                cron::maintenance,
                ground.flink(),
                ground.lake(),
                ground.logs(),
                new PassedEpoch(ground.logs(), ground.speed()::cut, EDGE_PATIENCE),
                ground.logHold());
    }
}
