package io.pipit.jobs.schedule;

import io.pipit.core.config.SettingsFiles;
import io.pipit.core.config.SettingsFiles.Given;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Schedules of copies other than those in their pipes, with parameters, for instance those of one environment:
 *
 * <pre>{@code
 * daily_snapshot:
 *   schedule: "0 3 * * *"     # off: on demand only
 *   zone: Europe/Berlin       # in which the line is read; UTC where nothing is said
 *   params:
 *     days: 7
 * }</pre>
 */
public final class CopySchedules {
    /** Name of the file in {@code cron-configs}. */
    public static final String FILE = "copies.yaml";
    /** Nothing but what the pipes say. */
    public static final CopySchedules NONE = new CopySchedules(Map.of(), Map.of(), Map.of());

    private static final String SCHEDULE = "schedule";
    private static final String ZONE = "zone";
    private static final String PARAMS = "params";
    private static final String OFF = "off";

    private final Map<String, String> lines;
    private final Map<String, ZoneId> zones;
    private final Map<String, Map<String, List<String>>> parameters;

    private CopySchedules(
            Map<String, String> lines, Map<String, ZoneId> zones, Map<String, Map<String, List<String>>> parameters) {
        this.lines = Map.copyOf(lines);
        this.zones = Map.copyOf(zones);
        this.parameters = Map.copyOf(parameters);
    }

    /**
     * Reads the files of these folders; later folders win.
     *
     * @param copies names of the project's copy pipes
     * @throws PipitException {@code INVALID_CONFIG} for pipes and keys that are not known, and lines that are not schedules
     */
    public static CopySchedules read(List<Path> folders, Collection<String> copies) {
        List<String> problems = new ArrayList<>();
        Map<String, String> lines = new TreeMap<>();
        Map<String, ZoneId> zones = new TreeMap<>();
        Map<String, Map<String, List<String>>> parameters = new TreeMap<>();
        for (Given given : SettingsFiles.read(
                folders.stream().map(folder -> folder.resolve(FILE)).toList())) {
            String[] key = given.key().split("\\.", 3);
            if (!copies.contains(key[0])) {
                problems.add(given.origin() + ": there is no copy pipe '" + key[0] + "'."
                        + NearestName.hint(key[0], copies));
            } else if (key.length == 2 && key[1].equals(SCHEDULE)) {
                read(given, problems, CopySchedules::line).ifPresent(line -> lines.put(key[0], line));
            } else if (key.length == 2 && key[1].equals(ZONE)) {
                read(given, problems, CronLine::zone).ifPresent(zone -> zones.put(key[0], zone));
            } else if (key.length == 3 && key[1].equals(PARAMS)) {
                parameters.computeIfAbsent(key[0], pipe -> new HashMap<>()).put(key[2], List.of(given.value()));
            } else {
                String unknown = key.length > 1 ? key[1] : given.value();
                problems.add(given.origin() + ": '" + unknown + "' is not known here."
                        + NearestName.hint(unknown, List.of(SCHEDULE, ZONE, PARAMS))
                        + " A copy has 'schedule', 'zone' and 'params' with a value for each parameter.");
            }
        }
        if (!problems.isEmpty()) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, String.join("\n", problems));
        }
        return new CopySchedules(lines, zones, parameters);
    }

    private static String line(String text) {
        return text.strip().toLowerCase(Locale.ROOT).equals(OFF)
                ? ""
                : CronLine.parse(text).whole();
    }

    private static <T> Optional<T> read(Given given, List<String> problems, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(given.value()));
        } catch (PipitException e) {
            problems.add(given.origin() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The copies with the schedules that they have here. */
    public List<CopyPlan> over(Collection<CopyPlan> copies) {
        return copies.stream().map(this::over).toList();
    }

    private CopyPlan over(CopyPlan copy) {
        String line = lines.getOrDefault(copy.pipe(), copy.schedule());
        ZoneId zone = zones.get(copy.pipe());
        if (zone != null && !line.isEmpty() && !line.startsWith(CronLine.ZONE)) {
            line = CronLine.parse(line, zone).whole();
        }
        return line.equals(copy.schedule())
                ? copy
                : new CopyPlan(copy.pipe(), copy.target(), copy.mode(), line, copy.lambda());
    }

    /** With which parameters a copy's schedule runs it. */
    public Map<String, List<String>> parameters(String pipe) {
        return parameters.getOrDefault(pipe, Map.of());
    }
}
