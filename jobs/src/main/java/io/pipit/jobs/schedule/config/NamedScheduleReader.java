package io.pipit.jobs.schedule.config;

import io.pipit.core.config.SettingsFiles.Given;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.Plan;
import io.pipit.jobs.schedule.CronLine;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Schedules with names of their own: {@code copies.yaml} over what the pipes say, and {@code reconcile.yaml}.
 *
 * <pre>{@code
 * daily_snapshot:
 *   schedule: "0 3 * * *"
 *   zone: Europe/Berlin
 *   params:
 *     days: 7
 * }</pre>
 */
final class NamedScheduleReader {
    private static final String PARAMS = "params.";

    private final Plan plan;
    private final String environment;
    private final Map<String, Given> defaults;
    private final List<String> errors;
    private final Startable works;

    NamedScheduleReader(
            Plan plan, String environment, Map<String, Given> defaults, List<String> errors, Startable works) {
        this.plan = plan;
        this.environment = environment;
        this.defaults = defaults;
        this.errors = errors;
        this.works = works;
    }

    Collection<Schedule> read(List<Given> given) {
        SortedMap<String, Schedule> schedules = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(works.listed());
        for (Given one : given) {
            int dot = one.key().indexOf('.');
            if (dot < 0) {
                errors.add(one.origin() + ": '" + one.key() + "' is '" + one.value()
                        + "'; a schedule with its keys below it is expected, for instance 'schedule: \"0 3 * * *\"'.");
            } else {
                names.add(one.key().substring(0, dot));
            }
        }
        names.forEach(name -> one(name, CronConfigs.relative(given, name)).ifPresent(s -> schedules.put(name, s)));
        return schedules.values();
    }

    private Optional<Schedule> one(String name, Map<String, Given> own) {
        Map<String, Given> keys = new LinkedHashMap<>(own);
        defaults.forEach(keys::putIfAbsent);
        refuseUnknown(own);
        String runs = own.containsKey(works.key()) ? own.get(works.key()).value() : name;
        if (!works.names().contains(runs)) {
            Given at = own.getOrDefault(works.key(), own.values().iterator().next());
            errors.add(at.origin() + ": there is no " + works.what() + " '" + runs + "'."
                    + NearestName.hint(runs, works.names())
                    + (own.containsKey(works.key())
                            ? ""
                            : " A schedule of another name says with '" + works.key() + "' what it runs."));
            return Optional.empty();
        }
        ScheduleKeys read = new ScheduleKeys(keys, plan.files().variables(), errors);
        if (read.has(ScheduleKeys.SCHEDULE) && read.has(ScheduleKeys.AFTER)) {
            errors.add(read.origin(ScheduleKeys.AFTER) + ": '" + name
                    + "' has a schedule of its own and runs after another; say one of them.");
        }
        // What the pipe says is for the schedule of its name, not for others that run it.
        Optional<CronLine> line = read.line(runs.equals(name) ? works.line(name) : "");
        List<String> only = read.list(ScheduleKeys.ENVIRONMENTS);
        boolean here = only.isEmpty() || only.contains(environment);
        Schedule schedule = new Schedule(
                works.kind(),
                name,
                runs,
                here ? line : Optional.empty(),
                here ? read.list(ScheduleKeys.AFTER) : List.of(),
                parameters(own),
                read.manner(Manner.ONCE),
                read.alert());
        works.check(schedule, parameter -> own.get(PARAMS + parameter).origin(), errors);
        return Optional.of(schedule);
    }

    private void refuseUnknown(Map<String, Given> own) {
        List<String> known = Stream.concat(ScheduleKeys.ALL.stream(), Stream.of(works.key(), "params"))
                .toList();
        for (Given one : own.values()) {
            boolean parameter = one.key().startsWith(PARAMS);
            if (!parameter && (!known.contains(one.key()) || one.key().equals("params"))) {
                errors.add(one.origin() + ": unknown key '" + one.key() + "'." + NearestName.hint(one.key(), known)
                        + " There are " + String.join(", ", known) + "; 'params' has a value for each parameter.");
            }
        }
    }

    private static SortedMap<String, String> parameters(Map<String, Given> own) {
        SortedMap<String, String> parameters = new TreeMap<>();
        own.forEach((key, given) -> {
            if (key.startsWith(PARAMS)) {
                parameters.put(key.substring(PARAMS.length()), given.value());
            }
        });
        return parameters;
    }
}
