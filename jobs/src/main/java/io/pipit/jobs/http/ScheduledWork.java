package io.pipit.jobs.http;

import java.util.List;
import java.util.Map;

/** One kind of work that may have schedules. */
public interface ScheduledWork {
    /** {@code copy} or {@code maintenance}. */
    String kind();

    /** The cron line of each by name, with its zone; the empty text for what runs on demand only. */
    Map<String, String> lines();

    /** Does now what a firing does. */
    Map<String, Object> run(String name);

    /** The newest runs, newest first. */
    List<Map<String, Object>> history(String name);
}
