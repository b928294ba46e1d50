package io.pipit.jobs.schedule.config;

import io.pipit.core.config.SettingsFiles;
import io.pipit.core.config.SettingsFiles.Given;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.jobs.maintenance.MaintenanceSettings;
import io.pipit.jobs.maintenance.MaintenanceTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All schedules of an installation: what its pipes say, with the files of {@code cron-configs} over them. The files that are shipped lie
 * lowest, then those of the project, then those of the environment; each key counts for itself.
 *
 * @param schedules that are whole, also those that never fire
 * @param maintenance how maintenance is done
 * @param problems of the files, with their places
 */
public record CronConfigs(List<Schedule> schedules, MaintenanceSettings maintenance, List<Problem> problems) {
    private static final Pattern PLACED = Pattern.compile("(?s)(.+?):(\\d+): (.*)");

    /** Where the files of an installation are, and which of them count. */
    public record Place(Optional<Path> shipped, String environment) {
        /** Nothing but what the project says, in no environment. */
        public static final Place NONE = new Place(Optional.empty(), "");
    }

    /** Copies the lists. */
    public CronConfigs {
        schedules = List.copyOf(schedules);
        problems = List.copyOf(problems);
    }

    /** Reads everything; what is wrong is among the problems, and left out of the schedules. */
    public static CronConfigs read(Plan plan, Place place) {
        List<String> errors = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        CronFiles files = CronFiles.of(plan.files(), place, errors);
        Map<String, Given> defaults = files.defaults(errors);
        Map<String, Schedule> schedules = new LinkedHashMap<>();
        for (Startable works : List.of(new StartableCopies(plan), new StartableReconciles(plan))) {
            new NamedScheduleReader(plan, place.environment(), defaults, errors, works)
                    .read(files.given(works.kind().file()))
                    .forEach(schedule -> schedules.put(schedule.id(), schedule));
        }
        Map<MaintenanceTask, List<Given>> tasks = new EnumMap<>(MaintenanceTask.class);
        for (MaintenanceTask task : MaintenanceTask.values()) {
            List<Given> given = files.given(task.label());
            tasks.put(task, given);
            Map<String, Given> keys = new LinkedHashMap<>(defaults);
            given.forEach(one -> keys.put(one.key(), one));
            Schedule schedule = maintenance(task, keys, plan, place, errors);
            schedules.put(schedule.id(), schedule);
        }
        MaintenanceSettings maintenance = MaintenanceSettings.of(tasks, ScheduleKeys.ALL, errors);
        new SchedulesByName(schedules.values(), files, errors).refuseTwice();
        Collection<Schedule> chained = new Chains(schedules, files, errors, warnings).checked();
        return new CronConfigs(List.copyOf(chained), maintenance, placed(errors, warnings));
    }

    /**
     * These, when nothing is wrong.
     *
     * @throws PipitException {@code INVALID_CONFIG} that says everything that is wrong, one a line
     */
    public CronConfigs orThrow() {
        String errors = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(problem -> problem.position() + ": " + problem.message())
                .collect(Collectors.joining("\n"));
        if (!errors.isEmpty()) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, errors);
        }
        return this;
    }

    private static Schedule maintenance(
            MaintenanceTask task, Map<String, Given> given, Plan plan, Place place, List<String> errors) {
        ScheduleKeys keys = new ScheduleKeys(given, plan.files().variables(), errors);
        Schedule base =
                Schedule.of(ScheduleKind.MAINTENANCE, task.label(), keys.line(MaintenanceSettings.defaultLine(task)));
        List<String> only = keys.list(ScheduleKeys.ENVIRONMENTS);
        boolean here = only.isEmpty() || only.contains(place.environment());
        return new Schedule(
                base.kind(),
                base.name(),
                base.runs(),
                here ? base.line() : Optional.empty(),
                here ? keys.list(ScheduleKeys.AFTER) : List.of(),
                base.parameters(),
                keys.manner(base.manner()),
                keys.alert());
    }

    private static List<Problem> placed(List<String> errors, List<String> warnings) {
        return Stream.concat(
                        errors.stream().distinct().map(text -> problem(Severity.ERROR, text)),
                        warnings.stream().distinct().map(text -> problem(Severity.WARNING, text)))
                .toList();
    }

    private static Problem problem(Severity severity, String text) {
        Matcher matcher = PLACED.matcher(text);
        boolean found = matcher.matches();
        SourcePosition position = found
                ? new SourcePosition(matcher.group(1), Integer.parseInt(matcher.group(2)), 0)
                : new SourcePosition(MaintenanceSettings.FOLDER, 1, 0);
        return new Problem(severity, ErrorCode.INVALID_CONFIG, position, found ? matcher.group(3) : text);
    }

    static Map<String, Given> relative(List<Given> all, String name) {
        Map<String, Given> keys = new LinkedHashMap<>();
        for (Given given : all) {
            if (given.key().startsWith(name + ".")) {
                String key = given.key().substring(name.length() + 1);
                keys.put(key, new SettingsFiles.Given(key, given.value(), given.origin()));
            }
        }
        return keys;
    }
}
