package io.pipit.jobs.schedule.config;

import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** What schedules with names of their own start: one kind of it. */
interface Startable {
    /** Which kind. */
    ScheduleKind kind();

    /** The key that says what a schedule of another name starts. */
    String key();

    /** What it is, for messages. */
    String what();

    /** All that may be started. */
    Collection<String> names();

    /** Names that are schedules even when no file says so. */
    Collection<String> listed();

    /** The line that it has without a file, or the empty text. */
    String line(String name);

    /** Tries the parameters for some firing; {@code origin} says where one is written. */
    void check(Schedule schedule, UnaryOperator<String> origin, List<String> errors);
}
