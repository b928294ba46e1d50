package io.pipit.core.project;

import io.pipit.core.error.PipitException;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.project.template.expression.CustomTemplateException;
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
    private static final int SHORTEST_MASKED = 4;
    private static final String MASK = "***";

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

    /** A text in which no value of a secret can be read; values shorter than {@value #SHORTEST_MASKED} characters say nothing. */
    public String masked(String text) {
        String masked = text;
        for (String value : values.values()) {
            if (value.length() >= SHORTEST_MASKED && masked.contains(value)) {
                masked = masked.replace(value, MASK);
            }
        }
        return masked;
    }

    /** The error, with a message in which no value of a secret can be read. */
    public PipitException masked(PipitException error) {
        String message = masked(String.valueOf(error.getMessage()));
        return message.equals(error.getMessage()) || error instanceof CustomTemplateException
                ? error
                : new PipitException(error.code(), message, error.position().orElse(null), null);
    }

    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
