package io.pipit.cli.embedded;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a process of an installation does. */
public enum Role {
    /** Takes events. */
    INTAKE,
    /** Answers queries. */
    SERVE,
    /** Where it leads: deployments, the speed job, copies, schedules and maintenance. */
    SCHEDULE,
    /** All of these. */
    ALL;

    /** The single roles in it. */
    Set<Role> single() {
        return this == ALL ? EnumSet.of(INTAKE, SERVE, SCHEDULE) : EnumSet.of(this);
    }

    /** As written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
