package io.pipit.core.config;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

    /** A file by its name in messages, and what is in it. */
    public record Source(String name, String text) {}

    /** What sources give; later ones win over earlier ones, key by key. The values of a list come with commas between them. */
    public static List<Given> given(List<Source> sources, List<String> problems) {
        Map<String, Given> given = new LinkedHashMap<>();
        for (Source source : sources) {
            new ConfigFile(source.name(), Optional.of(source.text()), ConfigFile.Lists.JOINED, problems)
                    .entries()
                    .forEach(e -> given.put(e.key(), new Given(e.key(), e.value(), e.origin())));
        }
        return List.copyOf(given.values());
    }

    /**
     * A record of settings from what is given; what is wrong is added to the problems, and the default counts then.
     *
     * @param more keys that are allowed, and not looked at
     */
    public static <R extends Record> R read(
            Class<R> type, Collection<Given> given, Collection<String> more, List<String> problems) {
        Map<String, Given> byKey = new LinkedHashMap<>();
        given.forEach(g -> byKey.put(g.key(), g));
        Set<String> known = new TreeSet<>(more);
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = ConfigKey.dashed(component.getName());
            known.add(key);
            Given one = byKey.get(key);
            Object value =
                    value(component, one == null ? null : new ConfigEntry(key, one.value(), one.origin()), problems);
            values.add(value == null ? value(component, null, problems) : value);
        }
        byKey.values().stream()
                .filter(one -> !known.contains(one.key()))
                .forEach(one -> problems.add(one.origin() + ": unknown key '" + one.key() + "'."
                        + NearestName.hint(one.key(), known) + " There are " + String.join(", ", known) + "."));
        return type.cast(ConfigRecords.make(type, values.toArray()));
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
