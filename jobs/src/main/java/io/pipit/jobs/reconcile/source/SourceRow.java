package io.pipit.jobs.reconcile.source;

/**
 * A row with what becomes of it.
 *
 * @param id as text
 * @param timeMicros since 1970 in UTC
 * @param event in one line of JSON
 */
public record SourceRow(String id, long timeMicros, String event) {}
