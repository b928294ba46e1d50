package io.pipit.core.project;

import io.pipit.core.project.template.TemplateVariables;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Secrets and variables of a project. They travel with its files to wherever these are compiled, and are never printed.
 *
 * @param values by name
 */
public record Variables(SortedMap<String, String> values) implements TemplateVariables, Serializable {
    /** Nothing is set. */
    public static final Variables NONE = new Variables(new TreeMap<>());

    /** Copies the map. */
    public Variables {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Of any map. */
    public static Variables of(Map<String, String> values) {
        return new Variables(new TreeMap<>(values));
    }

    @Override
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
