package io.pipit.jobs.schedule.config;

import io.pipit.jobs.schedule.CronLine;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What runs when.
 *
 * @param name among the schedules of its kind
 * @param runs the pipe, task or comparison that it starts
 * @param line when, where it has times of its own
 * @param after ids of the schedules whose firings have to be done well before
 * @param parameters as written: texts may hold {@code {firing}} and {@code {previous}}
 */
public record Schedule(
        ScheduleKind kind,
        String name,
        String runs,
        Optional<CronLine> line,
        List<String> after,
        SortedMap<String, String> parameters,
        Manner manner,
        AlertRule alert) {
    /** Copies the collections. */
    public Schedule {
        after = List.copyOf(after);
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    /** A schedule of a name for what has the same name, with a line and nothing else. */
    public static Schedule of(ScheduleKind kind, String name, Optional<CronLine> line) {
        Manner manner = kind == ScheduleKind.MAINTENANCE ? Manner.SKIP : Manner.ONCE;
        return new Schedule(kind, name, name, line, List.of(), new TreeMap<>(Map.of()), manner, AlertRule.NONE);
    }

    /** Names it among all schedules, for instance {@code copy/daily}. */
    public String id() {
        return id(kind, name);
    }

    /** The id of a name. */
    public static String id(ScheduleKind kind, String name) {
        return kind.label() + "/" + name;
    }

    /** Whether it ever runs by itself. */
    public boolean fires() {
        return line.isPresent() || !after.isEmpty();
    }

    /** The same with another line. */
    public Schedule with(Optional<CronLine> other) {
        return new Schedule(kind, name, runs, other, after, parameters, manner, alert);
    }
}
