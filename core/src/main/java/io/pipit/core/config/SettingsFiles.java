package io.pipit.core.config;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one flat record of settings from files that lie over one another, for instance those in {@code cron-configs}. */
public final class SettingsFiles {
    private SettingsFiles() {}

    /**
     * The settings; each component of the record is a key, with its {@link Setting} for a default.
     *
     * @param files later ones win over earlier ones; those that do not exist are passed over
     * @throws PipitException {@code INVALID_CONFIG} that lists every problem, one a line
     */
    public static <R extends Record> R read(Class<R> type, List<Path> files) {
        List<String> problems = new ArrayList<>();
        Map<String, RecordComponent> keys = new HashMap<>();
        Arrays.stream(type.getRecordComponents()).forEach(c -> keys.put(ConfigKey.dashed(c.getName()), c));
        Map<String, ConfigEntry> given = new HashMap<>();
        for (Path file : files) {
            for (ConfigEntry entry : new ConfigFile(file, problems).entries()) {
                if (!keys.containsKey(entry.key())) {
                    problems.add(entry.origin() + ": unknown key '" + entry.key() + "'."
                            + NearestName.hint(entry.key(), keys.keySet()) + " There are "
                            + String.join(", ", keys.keySet().stream().sorted().toList()) + ".");
                }
                given.put(entry.key(), entry);
            }
        }
        Object[] values = Arrays.stream(type.getRecordComponents())
                .map(c -> value(c, given.get(ConfigKey.dashed(c.getName())), problems))
                .toArray();
        if (!problems.isEmpty()) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, String.join("\n", problems));
        }
        return type.cast(ConfigRecords.make(type, values));
    }

    /** A value that a file gives: its key with dots, and where it stands. */
    public record Given(String key, String value, String origin) {}

    /**
     * What files give whose keys are not fixed; later files win over earlier ones, those that do not exist are passed over.
     *
     * @throws PipitException {@code INVALID_CONFIG} for files that are not YAML
     */
    public static List<Given> read(List<Path> files) {
        List<String> problems = new ArrayList<>();
        Map<String, Given> given = new LinkedHashMap<>();
        for (Path file : files) {
            new ConfigFile(file, problems)
                    .entries()
                    .forEach(e -> given.put(e.key(), new Given(e.key(), e.value(), e.origin())));
        }
        if (!problems.isEmpty()) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, String.join("\n", problems));
        }
        return List.copyOf(given.values());
    }

    private static Object value(RecordComponent component, ConfigEntry entry, List<String> problems) {
        Setting setting = component.getAnnotation(Setting.class);
        try {
            return ConfigValue.parse(component.getType(), entry == null ? setting.value() : entry.value(), setting);
        } catch (IllegalArgumentException e) {
            problems.add(entry.origin() + ": '" + entry.key() + "' is '" + entry.value() + "'; expected is "
                    + e.getMessage() + ".");
            return null;
        }
    }
}
