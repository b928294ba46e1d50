package io.pipit.jobs.schedule.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Schedules are asked for by their names: what is scheduled in the files of two kinds needs two. */
final class SchedulesByName {
    private final Collection<Schedule> schedules;
    private final CronFiles files;
    private final List<String> errors;

    SchedulesByName(Collection<Schedule> schedules, CronFiles files, List<String> errors) {
        this.schedules = schedules;
        this.files = files;
        this.errors = errors;
    }

    /** A copy and a task of maintenance may share one: the copy is meant then. */
    void refuseTwice() {
        Map<String, ScheduleKind> others = new HashMap<>();
        schedules.stream()
                .filter(schedule -> schedule.kind() != ScheduleKind.RECONCILE)
                .forEach(schedule -> others.putIfAbsent(schedule.name(), schedule.kind()));
        schedules.stream()
                .filter(schedule -> schedule.kind() == ScheduleKind.RECONCILE && others.containsKey(schedule.name()))
                .forEach(schedule -> errors.add(files.origin(schedule.kind(), schedule.name(), ScheduleKeys.SCHEDULE)
                        + ": there is a schedule of kind "
                        + others.get(schedule.name()).label() + " with the name '"
                        + schedule.name() + "' already. Give this one another, and say 'definition: "
                        + schedule.runs() + "'."));
    }
}
