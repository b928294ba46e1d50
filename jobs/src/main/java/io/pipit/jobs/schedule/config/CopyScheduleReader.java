package io.pipit.jobs.schedule.config;

import io.pipit.core.config.SettingsFiles.Given;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.CopyChecks;
import io.pipit.jobs.schedule.CronLine;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
 * Schedules of copies: {@code copies.yaml} over what the pipes say.
 *
 * <pre>{@code
 * daily_snapshot:
 *   schedule: "0 3 * * *"
 *   zone: Europe/Berlin
 *   params:
 *     days: 7
 * }</pre>
 */
final class CopyScheduleReader {
    private static final String PIPE = "pipe";
    private static final String PARAMS = "params.";
    private static final Instant SOME_TIME = Instant.parse("2026-03-04T10:00:00Z");

    private final Plan plan;
    private final String environment;
    private final Map<String, Given> defaults;
    private final List<String> errors;
    private final CopyChecks checks;

    CopyScheduleReader(Plan plan, String environment, Map<String, Given> defaults, List<String> errors) {
        this.plan = plan;
        this.environment = environment;
        this.defaults = defaults;
        this.errors = errors;
        this.checks = new CopyChecks(plan);
    }

    Collection<Schedule> read(List<Given> given) {
        SortedMap<String, Schedule> schedules = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(plan.copies().keySet());
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
        String pipe = own.containsKey(PIPE) ? own.get(PIPE).value() : name;
        CopyPlan copy = plan.copies().get(pipe);
        if (copy == null) {
            Given at = own.getOrDefault(PIPE, own.values().iterator().next());
            errors.add(at.origin() + ": there is no copy pipe '" + pipe + "'."
                    + NearestName.hint(pipe, plan.copies().keySet())
                    + (own.containsKey(PIPE) ? "" : " A schedule of another name says with 'pipe' what it runs."));
            return Optional.empty();
        }
        ScheduleKeys read = new ScheduleKeys(keys, plan.files().variables(), errors);
        if (read.has(ScheduleKeys.SCHEDULE) && read.has(ScheduleKeys.AFTER)) {
            errors.add(read.origin(ScheduleKeys.AFTER) + ": '" + name
                    + "' has a schedule of its own and runs after another; say one of them.");
        }
        // What the pipe says is for the schedule of its name, not for others that run it.
        Optional<CronLine> line = read.line(pipe.equals(name) ? copy.schedule() : "");
        List<String> only = read.list(ScheduleKeys.ENVIRONMENTS);
        boolean here = only.isEmpty() || only.contains(environment);
        Schedule schedule = new Schedule(
                ScheduleKind.COPY,
                name,
                pipe,
                here ? line : Optional.empty(),
                here ? read.list(ScheduleKeys.AFTER) : List.of(),
                parameters(own),
                read.manner(Manner.ONCE),
                read.alert());
        check(schedule, copy, own);
        return Optional.of(schedule);
    }

    private void refuseUnknown(Map<String, Given> own) {
        List<String> known = Stream.concat(ScheduleKeys.ALL.stream(), Stream.of(PIPE, "params"))
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

    /** Runs it as far as to its query, for some firing. */
    private void check(Schedule schedule, CopyPlan copy, Map<String, Given> own) {
        ZoneId zone = schedule.line().map(CronLine::zone).orElse(ZoneOffset.UTC);
        FiringText texts = new FiringText(SOME_TIME, SOME_TIME.minusSeconds(3600), zone);
        Map<String, List<String>> values = new TreeMap<>();
        int before = errors.size();
        schedule.parameters().forEach((name, text) -> {
            String origin = own.get(PARAMS + name).origin();
            try {
                String value = texts.of(text);
                values.put(name, List.of(value));
                checks.parameter(copy, name, value);
            } catch (PipitException e) {
                errors.add(origin + ": " + e.getMessage());
            }
        });
        if (values.isEmpty() || errors.size() > before) {
            return;
        }
        try {
            checks.query(copy, values);
        } catch (PipitException e) {
            errors.add(own.get(PARAMS + values.keySet().iterator().next()).origin()
                    + ": with these parameters the copy '" + copy.pipe() + "' cannot run: " + e.getMessage());
        }
    }
}
