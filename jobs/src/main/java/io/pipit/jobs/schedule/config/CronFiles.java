package io.pipit.jobs.schedule.config;

import io.pipit.core.config.SettingsFiles;
import io.pipit.core.config.SettingsFiles.Given;
import io.pipit.core.config.SettingsFiles.Source;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ProjectFolder;
import io.pipit.jobs.maintenance.MaintenanceTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of schedules by their purpose, in the order in which they lie over one another. */
final class CronFiles {
    private static final String DEFAULTS = "defaults";
    private static final String FOLDER = ProjectFolder.CRON_CONFIGS;
    private static final String ENDING = ".yaml";

    private final Map<String, List<Given>> given = new LinkedHashMap<>();

    private CronFiles() {}

    static CronFiles of(ProjectFiles files, CronConfigs.Place place, List<String> errors) {
        SortedMap<String, String> own = new TreeMap<>();
        files.texts().forEach((path, text) -> {
            if (path.startsWith(FOLDER + "/")) {
                own.put(path.substring(FOLDER.length() + 1), text);
            }
        });
        SortedMap<String, String> shipped = new TreeMap<>();
        place.shipped().ifPresent(folder -> shipped.putAll(read(folder)));
        TreeSet<String> environments = new TreeSet<>();
        own.keySet().forEach(name -> environment(name, environments, errors));
        if (!place.environment().isEmpty() && !environments.isEmpty() && !environments.contains(place.environment())) {
            errors.add(FOLDER + ":1: no file is for the environment '" + place.environment() + "'."
                    + NearestName.hint(place.environment(), environments) + " There are files for "
                    + String.join(", ", environments) + ".");
        }
        CronFiles result = new CronFiles();
        for (String purpose : purposes()) {
            List<Source> sources = new ArrayList<>();
            add(sources, "shipped " + FOLDER, purpose + ENDING, shipped);
            add(sources, FOLDER, purpose + ENDING, own);
            add(sources, FOLDER, purpose + "." + place.environment() + ENDING, own);
            result.given.put(purpose, SettingsFiles.given(sources, errors));
        }
        return result;
    }

    /** What is given for a purpose; later files have won. */
    List<Given> given(String purpose) {
        return given.get(purpose);
    }

    /** What counts for every schedule that says nothing else. */
    Map<String, Given> defaults(List<String> errors) {
        Map<String, Given> defaults = new LinkedHashMap<>();
        for (Given one : given(DEFAULTS)) {
            if (ScheduleKeys.MANNER.contains(one.key())) {
                defaults.put(one.key(), one);
            } else {
                errors.add(one.origin() + ": unknown key '" + one.key() + "'."
                        + NearestName.hint(one.key(), ScheduleKeys.MANNER) + " There are "
                        + String.join(", ", ScheduleKeys.MANNER) + ".");
            }
        }
        return defaults;
    }

    /** Where a schedule begins to be written, for messages about the whole of it. */
    String origin(ScheduleKind kind, String name, String key) {
        boolean named = !kind.file().isEmpty();
        List<Given> all = given(named ? kind.file() : name);
        String wanted = named ? name + "." + key : key;
        return all.stream()
                .filter(one -> one.key().equals(wanted))
                .map(Given::origin)
                .findFirst()
                .orElse(FOLDER + ":1");
    }

    private static List<String> purposes() {
        return Stream.concat(
                        Stream.of(ScheduleKind.COPY.file(), ScheduleKind.RECONCILE.file(), DEFAULTS),
                        MaintenanceTask.labels().stream())
                .toList();
    }

    private static void environment(String name, TreeSet<String> environments, List<String> errors) {
        String[] parts = name.split("\\.", -1);
        List<String> known =
                purposes().stream().map(purpose -> purpose + ENDING).toList();
        boolean yaml = name.endsWith(ENDING) && (parts.length == 2 || parts.length == 3);
        if (!yaml || !purposes().contains(parts[0])) {
            errors.add(FOLDER + "/" + name + ":1: this is no schedule that is known."
                    + NearestName.hint(parts[0] + ENDING, known) + " There are " + String.join(", ", known)
                    + ", each also for an environment, for instance copies.production.yaml.");
        } else if (parts.length == 3) {
            environments.add(parts[1]);
        }
    }

    private static void add(List<Source> sources, String folder, String name, Map<String, String> texts) {
        if (texts.containsKey(name)) {
            sources.add(new Source(folder + "/" + name, texts.get(name)));
        }
    }

    private static Map<String, String> read(Path folder) {
        Map<String, String> texts = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return texts;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG, "The folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
