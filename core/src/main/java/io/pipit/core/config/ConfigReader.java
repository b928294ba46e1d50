package io.pipit.core.config;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads the configuration. This is the one place that states the precedence: a flag wins over the environment, the
 * environment over {@code pipit.yaml}, the file over the default. Unknown keys and wrong values are refused, all together.
 */
public final class ConfigReader {
    static final String ENVIRONMENT_PREFIX = "PIPIT_";

    /** Variables of the command itself, which are no keys. */
    private static final Set<String> COMMAND_VARIABLES =
            Set.of("PIPIT_HOME", "PIPIT_JAVA_OPTS", "PIPIT_HOST", "PIPIT_PROJECT", "PIPIT_ENV", "PIPIT_CA");

    private static final Pattern SERVICE = Pattern.compile(
            "PIPIT\\w*_SERVICE_(HOST|PORT(_\\w+)?)|PIPIT\\w*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

    private static final Pattern LINK = Pattern.compile("(tcp|udp|sctp)://.*");

    /** What clients take as well. */
    private static final String TOKEN_VARIABLE = "PIPIT_TOKEN";

    private final Map<String, ConfigKey> byName = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private ConfigReader() {
        ConfigKey.all().forEach(key -> byName.put(key.name(), key));
    }

    /**
     * The configuration of a project.
     *
     * @param projectFolder where {@code pipit.yaml} may lie
     * @param environment variables; only those that start with {@code PIPIT_} matter
     * @param flags values by key, as given on the command line
     * @throws PipitException {@code INVALID_CONFIG} that lists every problem, one a line
     */
    public static PipitConfig read(Path projectFolder, Map<String, String> environment, Map<String, String> flags) {
        return new ConfigReader().readAll(projectFolder, environment, flags);
    }

    /** Nothing but defaults. */
    public static PipitConfig defaults() {
        return new ConfigReader().build(Map.of());
    }

    private PipitConfig readAll(Path projectFolder, Map<String, String> environment, Map<String, String> flags) {
        Map<String, ConfigEntry> given = new HashMap<>();
        // Later entries replace earlier ones: the least important source first.
        fromFile(projectFolder).forEach(entry -> given.put(entry.key(), entry));
        fromEnvironment(environment).forEach(entry -> given.put(entry.key(), entry));
        flags.forEach((key, value) ->
                given.put(key, known(new ConfigEntry(key, value, "option " + key), byName.keySet())));
        PipitConfig config = build(given);
        if (!problems.isEmpty()) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, String.join("\n", problems));
        }
        return config.with(config.server().in(projectFolder));
    }

    private List<ConfigEntry> fromFile(Path projectFolder) {
        List<ConfigEntry> entries = new ConfigFile(projectFolder.resolve(PipitConfig.FILE_NAME), problems).entries();
        Map<String, String> seen = new HashMap<>();
        for (ConfigEntry entry : entries) {
            String before = seen.putIfAbsent(entry.key(), entry.origin());
            if (before != null) {
                problems.add(entry.origin() + ": '" + entry.key() + "' is given twice, first at " + before + ".");
            }
            known(entry, byName.keySet());
        }
        return entries;
    }

    private List<ConfigEntry> fromEnvironment(Map<String, String> environment) {
        Map<String, String> names = new TreeMap<>();
        byName.values().forEach(key -> names.put(key.environmentName(), key.name()));
        names.put(TOKEN_VARIABLE, "server.token");
        List<ConfigEntry> entries = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (ofKubernetes(variable, value)) {
                return;
            }
            if (names.containsKey(variable)) {
                entries.add(new ConfigEntry(names.get(variable), value, "variable " + variable));
            } else if (variable.startsWith(ENVIRONMENT_PREFIX) && !COMMAND_VARIABLES.contains(variable)) {
                known(new ConfigEntry(variable, value, "environment"), names.keySet());
            }
        });
        return entries;
    }

    /** Where a service is called {@code pipit…}, Kubernetes tells every container of it, by names that begin like those of keys. */
    private static boolean ofKubernetes(String variable, String value) {
        return SERVICE.matcher(variable).matches()
                || variable.endsWith("_PORT") && LINK.matcher(value).matches();
    }

    private ConfigEntry known(ConfigEntry entry, Set<String> names) {
        if (!names.contains(entry.key()) && open(entry.key()).isEmpty()) {
            problems.add(entry.origin() + ": unknown key '" + entry.key() + "'."
                    + NearestName.hint(entry.key(), names)
                    + " docs/configuration.md lists all keys.");
        }
        return entry;
    }

    /** The key that takes names of this kind, such as {@code kafka.client.acks}. */
    private Optional<ConfigKey> open(String name) {
        return byName.values().stream()
                .filter(key -> key.open() && name.startsWith(key.name() + "."))
                .findFirst();
    }

    private PipitConfig build(Map<String, ConfigEntry> given) {
        return (PipitConfig) group(PipitConfig.class, "", given);
    }

    private Object group(Class<?> type, String group, Map<String, ConfigEntry> given) {
        Object[] values = ConfigKey.of(type, group).stream()
                .map(key -> key.isGroup()
                        ? group(key.component().getType(), key.name() + ".", given)
                        : key.open() ? values(key, given) : value(key, given.get(key.name())))
                .toArray();
        return Arrays.asList(values).contains(null) ? null : ConfigRecords.make(type, values);
    }

    /** Names given one by one come over those that are given together. */
    private Object values(ConfigKey key, Map<String, ConfigEntry> given) {
        Object together = value(key, given.get(key.name()));
        if (!(together instanceof Map<?, ?> base)) {
            return together;
        }
        Map<Object, Object> all = new TreeMap<>(base);
        String start = key.name() + ".";
        given.values().stream()
                .filter(entry -> entry.key().startsWith(start))
                .forEach(entry -> all.put(entry.key().substring(start.length()), entry.value()));
        return all;
    }

    private Object value(ConfigKey key, ConfigEntry entry) {
        try {
            return key.parse(entry == null ? key.setting().value() : entry.value());
        } catch (IllegalArgumentException e) {
            String where = entry == null ? "default" : entry.origin();
            String found = entry == null ? key.setting().value() : entry.value();
            problems.add(where + ": '" + key.name() + "' is '" + found + "'; expected is " + e.getMessage() + ".");
            return null;
        }
    }
}
