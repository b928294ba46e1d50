package io.pipit.jobs.plan;

/**
 * What a version of a project would change, for people and scripts.
 *
 * @param resource what changes: {@code data_source}, {@code view}, {@code copy} or {@code endpoint}
 * @param name of it
 * @param action {@code added}, {@code changed} or {@code removed}
 * @param how what happens to its rows, and why; the empty text where nothing does
 * @param rows that are read from the lake for it; 0 where none are
 */
public record Change(String resource, String name, String action, String how, long rows) {}
