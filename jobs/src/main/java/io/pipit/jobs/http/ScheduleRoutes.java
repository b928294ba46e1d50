package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.CopyScheduler;
import io.pipit.jobs.schedule.CronLine;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Everything that has a schedule: copies, and tasks of maintenance.
 *
 * <pre>
 *   GET  /v0/schedules                   each with its line, zone, state and next firings; count=N of them (1)
 *   POST /v0/schedules/{name}/run        does now what a firing does
 *   POST /v0/schedules/{name}/pause      fires no more, over restarts too, until
 *   POST /v0/schedules/{name}/resume
 *   GET  /v0/schedules/{name}/history    its newest runs, newest first
 * </pre>
 */
public final class ScheduleRoutes {
    private static final int MOST_FIRINGS = 1_000;

    private final List<ScheduledWork> works;
    private final CopyScheduler scheduler;
    private final Clock clock;

    /** Routes to these parts; of two works of one name the first counts. */
    public ScheduleRoutes(List<ScheduledWork> works, CopyScheduler scheduler, Clock clock) {
        this.works = List.copyOf(works);
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/v0/schedules", JsonAnswers.handler(this::list));
        routes.post("/v0/schedules/{name}/run", JsonAnswers.handler(this::run));
        routes.post("/v0/schedules/{name}/pause", JsonAnswers.handler(this::pause));
        routes.post("/v0/schedules/{name}/resume", JsonAnswers.handler(this::resume));
        routes.get("/v0/schedules/{name}/history", JsonAnswers.handler(this::history));
    }

    private void list(Context context) {
        int count = count(context);
        List<Map<String, Object>> schedules = new ArrayList<>();
        for (ScheduledWork work : works) {
            work.lines().forEach((name, line) -> schedules.add(object(work, name, line, count)));
        }
        schedules.sort(Comparator.comparing((Map<String, Object> s) -> s.get("kind") + " " + s.get("name")));
        JsonAnswers.answer(context, Map.of("schedules", schedules));
    }

    private static int count(Context context) {
        String text = JsonAnswers.parameter(context, "count").orElse("1");
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MOST_FIRINGS) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER, "count is a number up to " + MOST_FIRINGS + ", not '" + text + "'.");
        }
        return Integer.parseInt(text);
    }

    private Map<String, Object> object(ScheduledWork work, String name, String schedule, int count) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", name);
        object.put("kind", work.kind());
        if (schedule.isEmpty()) {
            object.put("schedule", "@on-demand");
            return object;
        }
        CronLine line = CronLine.parse(schedule);
        boolean paused = scheduler.paused(name);
        object.put("schedule", line.text());
        object.put(
                "timezone",
                line.zone().getId().equals("Z") ? "UTC" : line.zone().getId());
        object.put("status", paused ? "paused" : "running");
        Instant now = clock.instant();
        List<Instant> next = paused ? List.of() : line.firings(now, count);
        object.put(
                "next",
                next.stream().map(t -> JsonAnswers.time(t.toEpochMilli())).toList());
        return object;
    }

    private void run(Context context) {
        String name = context.pathParam("name");
        JsonAnswers.answer(context, work(name).run(name));
    }

    private void pause(Context context) {
        String name = context.pathParam("name");
        ScheduledWork work = work(name);
        scheduler.pause(name);
        JsonAnswers.answer(context, object(work, name, work.lines().get(name), 1));
    }

    private void resume(Context context) {
        String name = context.pathParam("name");
        ScheduledWork work = work(name);
        scheduler.resume(name);
        JsonAnswers.answer(context, object(work, name, work.lines().get(name), 1));
    }

    private void history(Context context) {
        String name = context.pathParam("name");
        JsonAnswers.answer(context, Map.of("runs", work(name).history(name)));
    }

    private ScheduledWork work(String name) {
        Stream<ScheduledWork> all = works.stream();
        return all.filter(w -> w.lines().containsKey(name)).findFirst().orElseThrow(() -> {
            TreeSet<String> known = new TreeSet<>();
            works.forEach(w -> known.addAll(w.lines().keySet()));
            return new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "There is no copy pipe and no task of maintenance '" + name + "'." + NearestName.hint(name, known));
        });
    }
}
