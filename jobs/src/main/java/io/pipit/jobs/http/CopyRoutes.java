package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.copy.CopyRuns;
import io.pipit.jobs.schedule.CopyScheduler;
import io.pipit.jobs.schedule.CronLine;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Routes of copy pipes and their schedules.
 *
 * <pre>
 *   GET  /v0/copies                     copy pipes, each with its schedule and last run
 *   POST /v0/pipes/{pipe}/copy/pause    its schedule fires no more, until
 *   POST /v0/pipes/{pipe}/copy/resume
 *   POST /v0/pipes/{pipe}/copy/cancel   ends its runs
 * </pre>
 */
public final class CopyRoutes {
    private final CopyRuns runs;
    private final CopyScheduler scheduler;
    private final Supplier<Plan> plan;
    private final Supplier<? extends List<CopyPlan>> scheduled;

    /**
     * Routes to these parts.
     *
     * @param scheduled the copies with the schedules that they have now
     */
    public CopyRoutes(
            CopyRuns runs, CopyScheduler scheduler, Supplier<Plan> plan, Supplier<? extends List<CopyPlan>> scheduled) {
        this.runs = runs;
        this.scheduler = scheduler;
        this.plan = plan;
        this.scheduled = scheduled;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/v0/copies", JsonAnswers.handler(this::list));
        routes.post("/v0/pipes/{pipe}/copy/pause", JsonAnswers.handler(this::pause));
        routes.post("/v0/pipes/{pipe}/copy/resume", JsonAnswers.handler(this::resume));
        routes.post("/v0/pipes/{pipe}/copy/cancel", JsonAnswers.handler(this::cancel));
    }

    private void list(Context context) {
        Map<String, CopyPlan> copies = new TreeMap<>();
        scheduled.get().forEach(copy -> copies.put(copy.pipe(), copy));
        Map<String, Instant> next = scheduler.nextFirings();
        JsonAnswers.answer(
                context,
                Map.of(
                        "copies",
                        copies.values().stream()
                                .map(copy -> object(copy, next.get(copy.pipe()), context))
                                .toList()));
    }

    private Map<String, Object> object(CopyPlan copy, Instant next, Context context) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("pipe_name", copy.pipe());
        object.put("target", copy.target());
        object.put(
                "mode",
                copy.lambda().isPresent() ? "lambda" : copy.mode().name().toLowerCase(Locale.ROOT));
        object.put("schedule", schedule(copy, next));
        runs.newestOf(copy.pipe(), 1).forEach(run -> object.put("last_run", JobObject.of(run, runs, baseUrl(context))));
        return object;
    }

    private Map<String, Object> schedule(CopyPlan copy, Instant next) {
        Map<String, Object> schedule = new LinkedHashMap<>();
        if (copy.schedule().isEmpty()) {
            schedule.put("cron", "@on-demand");
            return schedule;
        }
        boolean paused = scheduler.paused(copy.pipe());
        CronLine line = CronLine.parse(copy.schedule());
        schedule.put(
                "timezone",
                line.zone().equals(ZoneOffset.UTC) ? "Etc/UTC" : line.zone().getId());
        schedule.put("cron", line.text());
        schedule.put("status", paused ? "paused" : "running");
        schedule.put("next", next == null || paused ? null : JsonAnswers.time(next.toEpochMilli()));
        return schedule;
    }

    private void pause(Context context) {
        String pipe = known(context);
        scheduler.pause(pipe);
        answerSchedule(context, pipe);
    }

    private void resume(Context context) {
        String pipe = known(context);
        scheduler.resume(pipe);
        answerSchedule(context, pipe);
    }

    private void answerSchedule(Context context, String pipe) {
        Stream<CopyPlan> copies = scheduled.get().stream();
        CopyPlan copy = copies.filter(c -> c.pipe().equals(pipe)).findFirst().orElseThrow();
        JsonAnswers.answer(context, object(copy, scheduler.nextFirings().get(pipe), context));
    }

    private void cancel(Context context) {
        List<Map<String, Object>> jobs = runs.cancelAll(known(context)).stream()
                .map(run -> JobObject.of(run, runs, baseUrl(context)))
                .toList();
        JsonAnswers.answer(context, Map.of("jobs", jobs));
    }

    private String known(Context context) {
        String pipe = context.pathParam("pipe");
        Plan now = plan.get();
        if (!now.copies().containsKey(pipe)) {
            throw CopyRun.unknown(pipe, now);
        }
        return pipe;
    }

    private static String baseUrl(Context context) {
        return context.scheme() + "://" + context.host();
    }
}
