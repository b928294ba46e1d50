package io.pipit.cli.embedded;

import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.copy.BasisPins;
import io.pipit.jobs.copy.PassedEpoch;
import io.pipit.jobs.copy.RunHistory;
import io.pipit.jobs.flink.FlinkClusters;
import io.pipit.jobs.maintenance.CompactionWork;
import io.pipit.jobs.maintenance.ExpiryWork;
import io.pipit.jobs.maintenance.MaintenanceRuns;
import io.pipit.jobs.maintenance.MaintenanceSettings;
import io.pipit.jobs.maintenance.MaintenanceTask;
import io.pipit.jobs.maintenance.MaintenanceWork;
import io.pipit.jobs.maintenance.OrphanWork;
import io.pipit.jobs.maintenance.TrimWork;
import io.pipit.jobs.mutation.RowChanges;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/** Wires the tasks of maintenance to the parts of a stack that they look after. */
final class StackMaintenance {
    private final StackSettings settings;
    private final Supplier<MaintenanceSettings> cron;
    private final FlinkClusters.Use flink;
    private final Lake lake;
    private final LogSettings logs;
    private final PassedEpoch epochs;
    private final Lock logHold;

    StackMaintenance(
            StackSettings settings,
            Supplier<MaintenanceSettings> cron,
            FlinkClusters.Use flink,
            Lake lake,
            LogSettings logs,
            PassedEpoch epochs,
            Lock logHold) {
        this.settings = settings;
        this.cron = cron;
        this.flink = flink;
        this.lake = lake;
        this.logs = logs;
        this.epochs = epochs;
        this.logHold = logHold;
    }

    /** Their runs; tables that copies or changes of rows have in hand are left alone. */
    MaintenanceRuns over(RunHistory history, RowChanges changes, Supplier<Plan> plan) {
        Clock clock = Clock.systemUTC();
        Map<MaintenanceTask, MaintenanceWork> works = new EnumMap<>(MaintenanceTask.class);
        // Made anew for each run: what the files say may have changed.
        works.put(
                MaintenanceTask.COMPACT,
                (only, id, stop) -> new CompactionWork(
                                flink.cluster(),
                                lake,
                                flink.lake(settings.lake()),
                                plan,
                                () -> busy(history, changes, plan.get()),
                                cron.get().policy(),
                                settings.copies(flink.slotMemoryBytes()))
                        .run(only, id, stop));
        works.put(
                MaintenanceTask.EXPIRE,
                (only, id, stop) -> new ExpiryWork(
                                lake,
                                cron.get().expire(),
                                tag -> history.pinOfEndedRun(tag) || BasisPins.needless(plan.get(), tag),
                                clock)
                        .run(only, id, stop));
        works.put(
                MaintenanceTask.ORPHANS,
                (only, id, stop) -> new OrphanWork(
                                lake,
                                flink.cluster(),
                                epochs,
                                changes::stagedFiles,
                                cron.get().orphans(),
                                clock)
                        .run(only, id, stop));
        works.put(
                MaintenanceTask.TRIM,
                (only, id, stop) ->
                        new TrimWork(logs, lake, plan, cron.get().trim(), logHold, clock).run(only, id, stop));
        return new MaintenanceRuns(works, () -> plan.get().tables().keySet(), clock);
    }

    private static Set<String> busy(RunHistory history, RowChanges changes, Plan plan) {
        Set<String> busy = new HashSet<>(history.openTargets(plan));
        busy.addAll(changes.openTables());
        return busy;
    }
}
