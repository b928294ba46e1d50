package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.CopyScheduler;
import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.Schedule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Everything that has a schedule: copies, tasks of maintenance, comparisons with databases.
 *
 * <pre>
 *   GET  /v0/schedules                   each with its line, zone, state and next firings; count=N of them (1)
 *   POST /v0/schedules/{name}/run        does now what a firing does; at=TIME, or from=TIME and to=TIME, the firings of times that
 *                                        have passed, again where they were done
 *   POST /v0/schedules/{name}/pause      fires no more, over restarts too, until
 *   POST /v0/schedules/{name}/resume
 *   GET  /v0/schedules/{name}/history    its newest runs and firings, newest first
 * </pre>
 */
public final class ScheduleRoutes {
    private static final int MOST_FIRINGS = 1_000;
    private static final int NEWEST = 50;

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
        scheduler.schedules().forEach(schedule -> schedules.add(object(schedule, count)));
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

    private Map<String, Object> object(Schedule schedule, int count) {
        boolean paused = schedule.fires() && scheduler.paused(schedule.name());
        Instant now = clock.instant();
        List<Instant> next = paused
                ? List.of()
                : schedule.line().map(line -> line.firings(now, count)).orElse(List.of());
        return ScheduleObject.of(schedule, paused, next);
    }

    private void run(Context context) {
        Schedule schedule = schedule(context);
        Optional<Instant> at = time(context, "at");
        Optional<Instant> from = time(context, "from");
        Optional<Instant> to = time(context, "to");
        if (from.isPresent() != to.isPresent() || at.isPresent() && from.isPresent()) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER, "Say 'at' for one time, or 'from' and 'to' for those between them.");
        }
        if (at.isEmpty() && from.isEmpty()) {
            JsonAnswers.answer(context, work(schedule).run(schedule));
            return;
        }
        List<Instant> times = at.isPresent() ? List.of(at.get()) : times(schedule, from.get(), to.get());
        times.forEach(time -> scheduler.again(schedule.name(), time));
        JsonAnswers.answer(
                context,
                Map.of(
                        "firings",
                        times.stream()
                                .map(t -> JsonAnswers.time(t.toEpochMilli()))
                                .toList()));
    }

    private List<Instant> times(Schedule schedule, Instant from, Instant to) {
        CronLine line = schedule.line()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PARAMETER, "'" + schedule.name() + "' has no times of its own."));
        if (from.isAfter(to)) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER, "'from' (" + from + ") is after 'to' (" + to + "): change them over.");
        }
        Instant end = to.isAfter(clock.instant()) ? clock.instant() : to;
        List<Instant> times = line.firings(from.minusMillis(1), MOST_FIRINGS + 1).stream()
                .filter(time -> !time.isAfter(end))
                .toList();
        if (times.isEmpty() || times.size() > MOST_FIRINGS) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "From " + from + " to " + end + " there are "
                            + (times.isEmpty() ? "no firings" : "more than " + MOST_FIRINGS + " firings") + " of '"
                            + schedule.name() + "'.");
        }
        return times;
    }

    private static Optional<Instant> time(Context context, String name) {
        return JsonAnswers.parameter(context, name).map(text -> {
            try {
                return text.endsWith("Z")
                        ? Instant.parse(text)
                        : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException e) {
                throw new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "'" + name + "' is '" + text + "'; expected is a time in UTC such as 2026-03-04T10:00:00Z.",
                        e);
            }
        });
    }

    private void pause(Context context) {
        Schedule schedule = schedule(context);
        scheduler.pause(schedule.name());
        JsonAnswers.answer(context, object(schedule, 1));
    }

    private void resume(Context context) {
        Schedule schedule = schedule(context);
        scheduler.resume(schedule.name());
        JsonAnswers.answer(context, object(schedule, 1));
    }

    private void history(Context context) {
        Schedule schedule = schedule(context);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("runs", work(schedule).history(schedule));
        answer.put(
                "firings",
                scheduler.firings(schedule.name(), NEWEST).stream()
                        .map(ScheduleObject::of)
                        .toList());
        JsonAnswers.answer(context, answer);
    }

    private ScheduledWork work(Schedule schedule) {
        return works.stream()
                .filter(work -> work.kind() == schedule.kind())
                .findFirst()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "This process does not run '" + schedule.name() + "'; ask one with the role 'schedule'."));
    }

    private Schedule schedule(Context context) {
        String name = context.pathParam("name");
        List<Schedule> all = scheduler.schedules();
        return all.stream()
                .filter(schedule -> schedule.name().equals(name))
                .min(Comparator.comparing(Schedule::kind))
                .orElseThrow(() -> {
                    TreeSet<String> known = new TreeSet<>();
                    all.forEach(schedule -> known.add(schedule.name()));
                    return new PipitException(
                            ErrorCode.UNKNOWN_RESOURCE,
                            "There is no schedule '" + name + "' of a copy pipe, of maintenance or of a reconciliation."
                                    + NearestName.hint(name, known));
                });
    }
}
