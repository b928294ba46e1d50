package io.pipit.jobs.http;

import io.pipit.jobs.reconcile.ReconcileRuns;
import io.pipit.jobs.reconcile.ScheduledReconcile;
import io.pipit.jobs.schedule.config.FiringText;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Comparisons with databases and their schedules. */
public final class ScheduledReconciles implements ScheduledWork {
    private static final int NEWEST = 1_000;
    private static final int SHOWN = 50;

    private final ReconcileRuns runs;

    /** Of these runs. */
    public ScheduledReconciles(ReconcileRuns runs) {
        this.runs = runs;
    }

    @Override
    public ScheduleKind kind() {
        return ScheduleKind.RECONCILE;
    }

    /** The range ends now. */
    @Override
    public Map<String, Object> run(Schedule schedule) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return ReconcileObject.of(runs.start(ScheduledReconcile.request(
                schedule.runs(),
                FiringText.ofNow(schedule, now).of(schedule.parameters()),
                now,
                FiringText.previous(schedule, now))));
    }

    @Override
    public List<Map<String, Object>> history(Schedule schedule) {
        return runs.newest(NEWEST).stream()
                .filter(run -> run.request().name().equals(schedule.runs()))
                .limit(SHOWN)
                .map(ReconcileObject::of)
                .toList();
    }
}
