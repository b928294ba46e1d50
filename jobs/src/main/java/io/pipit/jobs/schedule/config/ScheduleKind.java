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

    /** The file, without its ending, where schedules of names of their own are written; the empty text where each has its file. */
    String file() {
        return switch (this) {
            case COPY -> "copies";
            case RECONCILE -> "reconcile";
            case MAINTENANCE -> "";
        };
    }
}
