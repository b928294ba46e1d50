package io.pipit.jobs.maintenance;

import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.Firing;
import io.pipit.jobs.schedule.firing.FiringWork;
import java.util.Map;
import java.util.Optional;

/** Firings that do maintenance. A run is known as long as its process lives; doing one again does what is left to do. */
public final class ScheduledMaintenanceWork implements FiringWork {
    private final MaintenanceRuns runs;

    /** By these runs. */
    public ScheduledMaintenanceWork(MaintenanceRuns runs) {
        this.runs = runs;
    }

    @Override
    public String start(Schedule schedule, Firing firing, Map<String, String> parameters) {
        return runs.start(MaintenanceTask.of(schedule.runs()), "").id();
    }

    @Override
    public Optional<Outcome> outcome(String run) {
        Optional<MaintenanceRun> found = runs.find(run);
        if (found.isEmpty()) {
            return Optional.of(new Outcome(Outcome.Kind.LOST, ""));
        }
        if (!found.get().ended()) {
            return Optional.empty();
        }
        Outcome.Kind kind = switch (found.get().state()) {
            case DONE -> Outcome.Kind.DONE;
            case CANCELLED -> Outcome.Kind.CANCELLED;
            default -> Outcome.Kind.FAILED;
        };
        return Optional.of(new Outcome(kind, found.get().error()));
    }

    /** What it has done by then stays done: a task is one commit after another, each whole. */
    @Override
    public void cancel(String run) {
        runs.cancel(run);
    }
}
