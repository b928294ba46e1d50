package io.pipit.core.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A key of the configuration.
 *
 * @param group record component of {@link PipitConfig}
 * @param component record component of the group
 */
public record ConfigKey(RecordComponent group, RecordComponent component) {
    /** All keys in the order of the records. */
    public static List<ConfigKey> all() {
        List<ConfigKey> keys = new ArrayList<>();
        for (RecordComponent group : PipitConfig.class.getRecordComponents()) {
            for (RecordComponent component : group.getType().getRecordComponents()) {
                keys.add(new ConfigKey(group, component));
            }
        }
        return keys;
    }

    /** As written in files and flags, for instance {@code server.bind-address}. */
    public String name() {
        return dashed(group.getName()) + "." + dashed(component.getName());
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
