package io.pipit.jobs.schedule.config;

import io.pipit.core.error.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Resolves what runs after what: names to ids, without circles, and each from the times of one schedule. */
final class Chains {
    private final Map<String, Schedule> schedules;
    private final CronFiles files;
    private final List<String> errors;
    private final List<String> warnings;

    Chains(Map<String, Schedule> schedules, CronFiles files, List<String> errors, List<String> warnings) {
        this.schedules = schedules;
        this.files = files;
        this.errors = errors;
        this.warnings = warnings;
    }

    Collection<Schedule> checked() {
        Map<String, Schedule> resolved = new LinkedHashMap<>();
        schedules.values().forEach(schedule -> resolved.put(schedule.id(), resolved(schedule)));
        resolved.values().forEach(schedule -> refuseCircle(schedule, resolved));
        if (errors.isEmpty()) {
            resolved.values().forEach(schedule -> checkRoots(schedule, resolved));
        }
        return resolved.values();
    }

    private Schedule resolved(Schedule schedule) {
        List<String> ids = new ArrayList<>();
        for (String name : schedule.after()) {
            Optional<String> found = Arrays.stream(ScheduleKind.values())
                    .map(kind -> Schedule.id(kind, name))
                    .filter(schedules::containsKey)
                    .findFirst();
            if (found.isPresent()) {
                ids.add(found.get());
            } else {
                Set<String> known = new TreeSet<>();
                schedules.values().forEach(one -> known.add(one.name()));
                known.remove(schedule.name());
                errors.add(origin(schedule) + ": there is no schedule '" + name + "' after which '" + schedule.name()
                        + "' could run." + NearestName.hint(name, known));
            }
        }
        return new Schedule(
                schedule.kind(),
                schedule.name(),
                schedule.runs(),
                schedule.line(),
                ids,
                schedule.parameters(),
                schedule.manner(),
                schedule.alert());
    }

    private void refuseCircle(Schedule schedule, Map<String, Schedule> all) {
        List<String> way = new ArrayList<>(List.of(schedule.id()));
        if (returns(schedule.id(), schedule, all, way, new LinkedHashSet<>())) {
            errors.add(origin(schedule) + ": '" + schedule.name() + "' runs after itself: "
                    + String.join(
                            " after ",
                            way.stream()
                                    .map(id -> id.substring(id.indexOf('/') + 1))
                                    .toList()) + ".");
        }
    }

    private static boolean returns(
            String id, Schedule from, Map<String, Schedule> all, List<String> way, Set<String> seen) {
        for (String next : from.after()) {
            way.add(next);
            if (next.equals(id) || seen.add(next) && returns(id, all.get(next), all, way, seen)) {
                return true;
            }
            way.remove(way.size() - 1);
        }
        return false;
    }

    private void checkRoots(Schedule schedule, Map<String, Schedule> all) {
        if (schedule.after().isEmpty()) {
            return;
        }
        Set<String> roots = new TreeSet<>();
        roots(schedule, all, roots);
        List<String> names = roots.stream().map(id -> all.get(id).name()).toList();
        if (roots.size() > 1) {
            errors.add(origin(schedule) + ": '" + schedule.name() + "' runs after what begins at times of its own in "
                    + String.join(" and ", names) + "; all that it runs after has to begin with one schedule.");
        } else if (all.get(roots.iterator().next()).line().isEmpty()) {
            warnings.add(origin(schedule) + ": '" + schedule.name() + "' never runs by itself, since '" + names.get(0)
                    + "' has no schedule.");
        }
    }

    private static void roots(Schedule schedule, Map<String, Schedule> all, Set<String> roots) {
        if (schedule.after().isEmpty()) {
            roots.add(schedule.id());
        }
        schedule.after().forEach(id -> roots(all.get(id), all, roots));
    }

    private String origin(Schedule schedule) {
        return files.origin(schedule.kind(), schedule.name(), ScheduleKeys.AFTER);
    }
}
