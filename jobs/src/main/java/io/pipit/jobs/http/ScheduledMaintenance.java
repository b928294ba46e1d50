package io.pipit.jobs.http;

import io.pipit.jobs.maintenance.MaintenanceRuns;
import io.pipit.jobs.maintenance.MaintenanceTask;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import java.util.List;
import java.util.Map;

/** The tasks of maintenance and their schedules. */
public final class ScheduledMaintenance implements ScheduledWork {
    private final MaintenanceRuns runs;

    /** Of these runs. */
    public ScheduledMaintenance(MaintenanceRuns runs) {
        this.runs = runs;
    }

    @Override
    public ScheduleKind kind() {
        return ScheduleKind.MAINTENANCE;
    }

    @Override
    public Map<String, Object> run(Schedule schedule) {
        return MaintenanceObject.of(runs.start(MaintenanceTask.of(schedule.runs()), ""));
    }

    @Override
    public List<Map<String, Object>> history(Schedule schedule) {
        return runs.newest().stream()
                .filter(run -> run.task().label().equals(schedule.runs()))
                .map(MaintenanceObject::of)
                .toList();
    }
}
