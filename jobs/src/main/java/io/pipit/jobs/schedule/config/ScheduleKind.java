package io.pipit.jobs.schedule.config;

import java.util.Locale;

/** What a schedule starts. */
public enum ScheduleKind {
    /** A run of a copy pipe. */
    COPY,
    /** A task of maintenance. */
    MAINTENANCE,
    /** A comparison with the source of truth. */
    RECONCILE;

    /** As in answers and files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
