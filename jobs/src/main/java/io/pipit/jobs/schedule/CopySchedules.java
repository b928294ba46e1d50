package io.pipit.jobs.schedule;

import io.pipit.core.config.SettingsFiles;
import io.pipit.core.config.SettingsFiles.Given;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Schedules of copies other than those in their pipes, with parameters, for instance those of one environment:
 *
 * <pre>{@code
 * daily_snapshot:
 *   schedule: "0 3 * * *"     # off: on demand only
 *   params:
 *     days: 7
 * }</pre>
 */
public final class CopySchedules {
    /** Name of the file in {@code cron-configs}. */
    public static final String FILE = "copies.yaml";
    /** Nothing but what the pipes say. */
    public static final CopySchedules NONE = new CopySchedules(Map.of(), Map.of());

    private static final String SCHEDULE = "schedule";
    private static final String PARAMS = "params";
    private static final String OFF = "off";

    private final Map<String, String> lines;
    private final Map<String, Map<String, List<String>>> parameters;

    private CopySchedules(Map<String, String> lines, Map<String, Map<String, List<String>>> parameters) {
        this.lines = Map.copyOf(lines);
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
        Map<String, Map<String, List<String>>> parameters = new TreeMap<>();
        for (Given given : SettingsFiles.read(
                folders.stream().map(folder -> folder.resolve(FILE)).toList())) {
            String[] key = given.key().split("\\.", 3);
            if (!copies.contains(key[0])) {
                problems.add(given.origin() + ": there is no copy pipe '" + key[0] + "'."
                        + NearestName.hint(key[0], copies));
            } else if (key.length == 2 && key[1].equals(SCHEDULE)) {
                line(given, problems).ifPresent(line -> lines.put(key[0], line));
            } else if (key.length == 3 && key[1].equals(PARAMS)) {
                parameters.computeIfAbsent(key[0], pipe -> new HashMap<>()).put(key[2], List.of(given.value()));
            } else {
                String unknown = key.length > 1 ? key[1] : given.value();
                problems.add(given.origin() + ": '" + unknown + "' is not known here."
                        + NearestName.hint(unknown, List.of(SCHEDULE, PARAMS))
                        + " A copy has 'schedule' and 'params' with a value for each parameter.");
            }
        }
        if (!problems.isEmpty()) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, String.join("\n", problems));
        }
        return new CopySchedules(lines, parameters);
    }

    private static Optional<String> line(Given given, List<String> problems) {
        if (given.value().strip().toLowerCase(Locale.ROOT).equals(OFF)) {
            return Optional.of("");
        }
        try {
            return Optional.of(CronLine.parse(given.value()).text());
        } catch (PipitException e) {
            problems.add(given.origin() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The copies with the schedules that they have here. */
    public List<CopyPlan> over(Collection<CopyPlan> copies) {
        return copies.stream()
                .map(copy -> lines.containsKey(copy.pipe())
                        ? new CopyPlan(copy.pipe(), copy.target(), copy.mode(), lines.get(copy.pipe()))
                        : copy)
                .toList();
    }

    /** With which parameters a copy's schedule runs it. */
    public Map<String, List<String>> parameters(String pipe) {
        return parameters.getOrDefault(pipe, Map.of());
    }
}
