package io.pipit.jobs.http;

import io.pipit.jobs.maintenance.MaintenanceRun;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A run of maintenance as clients see it. */
final class MaintenanceObject {
    private MaintenanceObject() {}

    static Map<String, Object> of(MaintenanceRun run) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", run.id());
        object.put("task", run.task().label());
        if (!run.table().isEmpty()) {
            object.put("table", run.table());
        }
        object.put("status", run.state().name().toLowerCase(Locale.ROOT));
        object.put("created_at", JsonAnswers.time(run.createdAtMillis()));
        object.put("started_at", JsonAnswers.time(run.startedAtMillis()));
        object.put("ended_at", JsonAnswers.time(run.endedAtMillis()));
        if (run.endedAtMillis() > 0) {
            object.put("duration_millis", run.endedAtMillis() - run.startedAtMillis());
        }
        object.put("numbers", run.numbers());
        if (!run.error().isEmpty()) {
            object.put("error", run.error());
        }
        return object;
    }
}
