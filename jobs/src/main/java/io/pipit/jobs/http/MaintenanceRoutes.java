package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.maintenance.MaintenanceRun;
import io.pipit.jobs.maintenance.MaintenanceRuns;
import io.pipit.jobs.maintenance.MaintenanceTask;
import io.pipit.jobs.schedule.CronLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Routes of maintenance.
 *
 * <pre>
 *   POST /v0/maintenance/{task}      does compact, expire, orphans or trim now; table=NAME for one table
 *   GET  /v0/maintenance             the schedules, and the newest runs, newest first
 *   GET  /v0/maintenance/runs/{id}   one run
 * </pre>
 */
public final class MaintenanceRoutes {
    private final MaintenanceRuns runs;
    private final Supplier<Map<String, CronLine>> schedules;
    private final Supplier<Map<String, Instant>> next;

    /**
     * Routes to these runs.
     *
     * @param schedules the lines of tasks by name
     * @param next when each scheduled task is next done
     */
    public MaintenanceRoutes(
            MaintenanceRuns runs, Supplier<Map<String, CronLine>> schedules, Supplier<Map<String, Instant>> next) {
        this.runs = runs;
        this.schedules = schedules;
        this.next = next;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.post("/v0/maintenance/{task}", JsonAnswers.handler(this::start));
        routes.get("/v0/maintenance", JsonAnswers.handler(this::list));
        routes.get("/v0/maintenance/runs/{id}", JsonAnswers.handler(this::run));
    }

    private void start(Context context) {
        MaintenanceTask task = MaintenanceTask.of(context.pathParam("task"));
        String table = JsonAnswers.parameter(context, "table").orElse("");
        JsonAnswers.answer(context, MaintenanceObject.of(runs.start(task, table)));
    }

    private void list(Context context) {
        Map<String, Instant> firings = next.get();
        Map<String, CronLine> lines = schedules.get();
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (MaintenanceTask task : MaintenanceTask.values()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            CronLine line = lines.get(task.label());
            Instant firing = firings.get(task.label());
            entry.put("task", task.label());
            entry.put("schedule", line == null ? "off" : line.text());
            entry.put("next", firing == null ? null : JsonAnswers.time(firing.toEpochMilli()));
            tasks.add(entry);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tasks", tasks);
        answer.put("runs", runs.newest().stream().map(MaintenanceObject::of).toList());
        JsonAnswers.answer(context, answer);
    }

    private void run(Context context) {
        String id = context.pathParam("id");
        MaintenanceRun run = runs.find(id)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no maintenance run '" + id + "'. GET /v0/maintenance lists the newest."));
        JsonAnswers.answer(context, MaintenanceObject.of(run));
    }
}
