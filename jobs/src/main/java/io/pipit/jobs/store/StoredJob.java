package io.pipit.jobs.store;

/** What a {@link JobTable} has to know of a job beside its body. */
public interface StoredJob {
    /** Names it for ever. */
    String id();

    /** How far it is; {@code WAITING} and {@code WORKING} are the states of jobs that have not ended. */
    Enum<?> state();

    /** When it was asked for, in milliseconds since 1970. */
    long createdAtMillis();
}
