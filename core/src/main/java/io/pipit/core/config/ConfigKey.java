package io.pipit.core.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A key of the configuration.
 *
 * @param group as written before it, for instance {@code server.}
 * @param component record component of the group
 */
public record ConfigKey(String group, RecordComponent component) {
    /** All keys in the order of the records. */
    public static List<ConfigKey> all() {
        List<ConfigKey> keys = new ArrayList<>();
        of(PipitConfig.class, "", keys);
        return keys;
    }

    private static void of(Class<?> type, String group, List<ConfigKey> keys) {
        for (ConfigKey key : of(type, group)) {
            if (key.isGroup()) {
                of(key.component().getType(), key.name() + ".", keys);
            } else {
                keys.add(key);
            }
        }
    }

    /** The components of a group that is one itself, or the whole. */
    static List<ConfigKey> of(Class<?> type, String group) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> new ConfigKey(group, component))
                .toList();
    }

    /** Whether it has no value, but keys of its own. */
    boolean isGroup() {
        return setting() == null;
    }

    /** As written in files and flags, for instance {@code server.bind-address}. */
    public String name() {
        return group + dashed(component.getName());
    }

    /** As written in the environment, for instance {@code PIPIT_SERVER_BIND_ADDRESS}. */
    public String environmentName() {
        return ConfigReader.ENVIRONMENT_PREFIX
                + name().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether it stands for any number of names that begin with it. */
    boolean open() {
        return component.getType() == Map.class;
    }

    /** Default, help and bounds. */
    public Setting setting() {
        return component.getAnnotation(Setting.class);
    }

    /** The value that a text stands for. */
    Object parse(String text) {
        return ConfigValue.parse(component.getType(), text, setting());
    }

    static String dashed(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
