package io.pipit.core.project;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The texts of a project, as they travel to jobs.
 *
 * @param texts by path relative to the project, with {@code /} between folders
 * @param variables secrets that its templates ask for
 */
public record ProjectFiles(SortedMap<String, String> texts, Variables variables) implements Serializable {
    /** Copies the map. */
    public ProjectFiles {
        texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }

    /** Without secrets. */
    public ProjectFiles(SortedMap<String, String> texts) {
        this(texts, Variables.NONE);
    }

    /** Of any map. */
    public static ProjectFiles of(Map<String, String> texts) {
        return new ProjectFiles(new TreeMap<>(texts));
    }

    /** The same texts with other secrets. */
    public ProjectFiles with(Variables others) {
        return new ProjectFiles(texts, others);
    }
}
