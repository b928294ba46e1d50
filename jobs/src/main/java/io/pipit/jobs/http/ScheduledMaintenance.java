package io.pipit.jobs.http;

import io.pipit.jobs.maintenance.MaintenanceRuns;
import io.pipit.jobs.maintenance.MaintenanceTask;
import io.pipit.jobs.schedule.CronLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks of maintenance and their schedules. */
public final class ScheduledMaintenance implements ScheduledWork {
    private final MaintenanceRuns runs;
    private final Map<MaintenanceTask, CronLine> schedules;

    /** Of these runs; a task without a line is done on demand. */
    public ScheduledMaintenance(MaintenanceRuns runs, Map<MaintenanceTask, CronLine> schedules) {
        this.runs = runs;
        this.schedules = Map.copyOf(schedules);
    }

    @Override
    public String kind() {
        return "maintenance";
    }

    @Override
    public Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        for (MaintenanceTask task : MaintenanceTask.values()) {
            CronLine line = schedules.get(task);
            lines.put(task.label(), line == null ? "" : line.whole());
        }
        return lines;
    }

    @Override
    public Map<String, Object> run(String name) {
        return MaintenanceObject.of(runs.start(MaintenanceTask.of(name), ""));
    }

    @Override
    public List<Map<String, Object>> history(String name) {
        return runs.newest().stream()
                .filter(run -> run.task().label().equals(name))
                .map(MaintenanceObject::of)
                .toList();
    }
}
