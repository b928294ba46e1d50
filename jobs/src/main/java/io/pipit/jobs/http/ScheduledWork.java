package io.pipit.jobs.http;

import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import java.util.List;
import java.util.Map;

/** One kind of work that may have schedules. */
public interface ScheduledWork {
    /** Which. */
    ScheduleKind kind();

    /** Does now what a firing does. */
    Map<String, Object> run(Schedule schedule);

    /** The newest runs, newest first. */
    List<Map<String, Object>> history(Schedule schedule);
}
