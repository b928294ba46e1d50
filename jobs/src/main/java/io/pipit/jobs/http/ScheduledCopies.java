package io.pipit.jobs.http;

import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRuns;
import io.pipit.jobs.schedule.config.FiringText;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The copies of a project and their schedules. */
public final class ScheduledCopies implements ScheduledWork {
    private static final int NEWEST = 50;

    private final CopyRuns runs;

    /** Of these runs. */
    public ScheduledCopies(CopyRuns runs) {
        this.runs = runs;
    }

    @Override
    public ScheduleKind kind() {
        return ScheduleKind.COPY;
    }

    /** With the parameters of the schedule as of now, but not for a time: it is a run of its own. */
    @Override
    public Map<String, Object> run(Schedule schedule) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        FiringText texts = FiringText.ofNow(schedule, now);
        Map<String, List<String>> parameters = new HashMap<>();
        texts.of(schedule.parameters()).forEach((name, value) -> parameters.put(name, List.of(value)));
        return JobObject.of(runs.start(CopyRequest.of(schedule.runs(), parameters)), runs, "");
    }

    @Override
    public List<Map<String, Object>> history(Schedule schedule) {
        return runs.newestOf(schedule.runs(), NEWEST).stream()
                .map(run -> JobObject.of(run, runs, ""))
                .toList();
    }
}
