package io.pipit.jobs.http;

import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule;
import io.pipit.jobs.schedule.config.Manner;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.Firing;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How schedules and firings look in answers. */
final class ScheduleObject {
    private ScheduleObject() {}

    static Map<String, Object> of(Schedule schedule, boolean paused, List<Instant> next) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", schedule.name());
        object.put("kind", schedule.kind().label());
        if (!schedule.runs().equals(schedule.name())) {
            object.put("runs", schedule.runs());
        }
        if (schedule.line().isEmpty() && schedule.after().isEmpty()) {
            object.put("schedule", "@on-demand");
            return object;
        }
        schedule.line().ifPresent(line -> {
            object.put("schedule", line.text());
            object.put("timezone", zone(line));
        });
        if (!schedule.after().isEmpty()) {
            List<String> names = names(schedule);
            object.put("schedule", "after " + String.join(", ", names));
            object.put("after", names);
        }
        object.put("status", paused ? "paused" : "running");
        object.put(
                "next",
                next.stream().map(time -> JsonAnswers.time(time.toEpochMilli())).toList());
        manner(object, schedule.manner());
        AlertRule alert = schedule.alert();
        if (!alert.webhook().isEmpty()) {
            object.put(
                    "alerts",
                    alert.on().stream().map(ScheduleObject::word).sorted().toList());
        }
        return object;
    }

    static List<String> names(Schedule schedule) {
        return schedule.after().stream()
                .map(id -> id.substring(id.indexOf('/') + 1))
                .toList();
    }

    private static String zone(CronLine line) {
        return line.zone().getId().equals("Z") ? "UTC" : line.zone().getId();
    }

    private static void manner(Map<String, Object> object, Manner manner) {
        object.put("misfire", word(manner.misfire()));
        put(object, "jitter_seconds", manner.jitter());
        put(object, "time_limit_seconds", manner.timeLimit());
        if (manner.retries() > 0) {
            object.put("retries", manner.retries());
        }
    }

    private static void put(Map<String, Object> object, String name, Duration duration) {
        if (!duration.isZero()) {
            object.put(name, duration.toMillis() / 1e3);
        }
    }

    static Map<String, Object> of(Firing firing) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("scheduled_at", time(firing.at()));
        object.put("previous_at", time(firing.previous()));
        object.put("status", word(firing.state()));
        object.put("attempts", firing.attempts());
        object.put("run", firing.run().isEmpty() ? null : firing.run());
        object.put("started_at", time(firing.startedAt()));
        object.put("ended_at", time(firing.endedAt()));
        object.put("missed_before", firing.covers());
        object.put("message", firing.note());
        return object;
    }

    private static String time(Instant time) {
        return JsonAnswers.time(time.toEpochMilli());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
