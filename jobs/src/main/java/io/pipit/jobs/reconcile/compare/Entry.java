package io.pipit.jobs.reconcile.compare;

/**
 * One row of one side.
 *
 * @param id as text
 * @param timeMicros since 1970 in UTC
 * @param contents the hash of what is compared besides the id; the empty text where only ids are
 */
public record Entry(String id, long timeMicros, String contents) {}
