package io.pipit.jobs.plan;

import java.util.List;

/**
 * What a version of a project would change, for people and scripts.
 *
 * @param resource what changes: {@code data_source}, {@code view}, {@code copy} or {@code endpoint}
 * @param name of it
 * @param action {@code added}, {@code changed} or {@code removed}
 * @param how what happens to its rows, and why; the empty text where nothing does
 * @param rows that are read from the lake for it; 0 where none are
 * @param bytes of the files that are read for it
 * @param breaks what is lost or will not work as before, one sentence each
 */
public record Change(
        String resource, String name, String action, String how, long rows, long bytes, List<String> breaks) {
    /** Copies the list; a change of an older history may lack it. */
    public Change {
        breaks = breaks == null ? List.of() : List.copyOf(breaks);
    }
}
