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
 */
public record ProjectFiles(SortedMap<String, String> texts) implements Serializable {
    /** Copies the map. */
    public ProjectFiles {
        texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }

    /** Of any map. */
    public static ProjectFiles of(Map<String, String> texts) {
        return new ProjectFiles(new TreeMap<>(texts));
    }
}
