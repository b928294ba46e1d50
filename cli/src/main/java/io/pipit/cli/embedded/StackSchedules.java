package io.pipit.cli.embedded;

import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.CopyRuns;
import io.pipit.jobs.copy.ScheduledCopyWork;
import io.pipit.jobs.http.MaintenanceRoutes;
import io.pipit.jobs.http.ScheduleRoutes;
import io.pipit.jobs.http.ScheduledCopies;
import io.pipit.jobs.http.ScheduledMaintenance;
import io.pipit.jobs.http.ScheduledReconciles;
import io.pipit.jobs.maintenance.MaintenanceRuns;
import io.pipit.jobs.maintenance.MaintenanceSettings;
import io.pipit.jobs.maintenance.ScheduledMaintenanceWork;
import io.pipit.jobs.reconcile.ReconcileRuns;
import io.pipit.jobs.reconcile.ScheduledReconcileWork;
import io.pipit.jobs.schedule.CopyScheduler;
import io.pipit.jobs.schedule.CopyScheduler.Sharing;
import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.CronConfigs;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.FiringWork;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a stack does when: as the live version of the project says, with the files of its environment. */
final class StackSchedules {
    private static final Logger LOG = LoggerFactory.getLogger(StackSchedules.class);

    private final CronConfigs.Place place;
    private final Sharing sharing;
    private final Map<ScheduleKind, FiringWork> works = new ConcurrentHashMap<>();
    private volatile CronConfigs configs;
    private volatile CopyScheduler scheduler;
    private volatile Optional<ScheduledReconciles> reconciles = Optional.empty();

    StackSchedules(CronConfigs.Place place, Plan first, Sharing sharing) {
        this.place = place;
        this.sharing = sharing;
        this.configs = CronConfigs.read(first, place);
    }

    /** Which files count. */
    CronConfigs.Place place() {
        return place;
    }

    /** How maintenance is done at this moment. */
    MaintenanceSettings maintenance() {
        return configs.maintenance();
    }

    /** What firings start; kinds that are added later count from then on. */
    Map<ScheduleKind, FiringWork> works(CopyRuns copies, MaintenanceRuns maintenance) {
        works.put(ScheduleKind.COPY, new ScheduledCopyWork(copies));
        works.put(ScheduleKind.MAINTENANCE, new ScheduledMaintenanceWork(maintenance));
        return works;
    }

    /** Lets firings reconcile, from now on. */
    void reconcileBy(ReconcileRuns runs) {
        works.put(ScheduleKind.RECONCILE, new ScheduledReconcileWork(runs));
        reconciles = Optional.of(new ScheduledReconciles(runs));
    }

    /** Fires from now on; where others have fired before, what is in force for this version goes on. */
    void start(CopyScheduler fires, Plan plan) {
        scheduler = fires;
        if (sharing == Sharing.ONE_SERVER) {
            apply(plan);
            return;
        }
        ScheduleSource.said(fires.takeOver(read(plan).schedules(), ScheduleSource.of(plan, place)))
                .ifPresent(LOG::warn);
    }

    /** Goes over to what a version says; what is wrong with it has been said before, and is left out here. */
    void apply(Plan next) {
        scheduler.apply(read(next).schedules(), ScheduleSource.of(next, place));
    }

    private CronConfigs read(Plan next) {
        CronConfigs read = CronConfigs.read(next, place);
        read.problems().forEach(problem -> LOG.warn("{}", problem));
        configs = read;
        return read;
    }

    /** Copies with the lines that they have now. */
    List<CopyPlan> over(Collection<CopyPlan> copies) {
        Map<String, CronLine> lines = scheduler.lines(ScheduleKind.COPY);
        return copies.stream()
                .map(copy -> new CopyPlan(
                        copy.pipe(),
                        copy.target(),
                        copy.mode(),
                        lines.containsKey(copy.pipe()) ? lines.get(copy.pipe()).whole() : "",
                        copy.lambda()))
                .toList();
    }

    ScheduleRoutes routes(CopyRuns copies, MaintenanceRuns maintenance) {
        return new ScheduleRoutes(
                Stream.concat(
                                Stream.of(new ScheduledCopies(copies), new ScheduledMaintenance(maintenance)),
                                reconciles.stream())
                        .toList(),
                scheduler,
                Clock.systemUTC());
    }

    MaintenanceRoutes maintenanceRoutes(MaintenanceRuns maintenance) {
        return new MaintenanceRoutes(
                maintenance, () -> scheduler.lines(ScheduleKind.MAINTENANCE), scheduler::nextMaintenance);
    }
}
