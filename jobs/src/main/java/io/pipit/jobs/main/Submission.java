package io.pipit.jobs.main;

import io.pipit.jobs.store.StoredJob;

/**
 * A job that was submitted without a server.
 *
 * @param kind {@code copy}, {@code speed} …
 * @param asked its options, without settings
 * @param cluster where it went
 * @param note what came of it; the error where it failed
 * @param endedAtMillis 0 while it is not known to have ended
 */
public record Submission(
        String id,
        String kind,
        String asked,
        String cluster,
        State state,
        String note,
        long createdAtMillis,
        long endedAtMillis)
        implements StoredJob {
    /** How far it is; {@code WORKING} for ever where the process that submitted it was killed. */
    public enum State {
        WORKING,
        DONE,
        ERROR
    }

    Submission ended(State how, String what, long atMillis) {
        return new Submission(id, kind, asked, cluster, how, what, createdAtMillis, atMillis);
    }
}
