package io.pipit.jobs.maintenance;

import io.pipit.jobs.maintenance.MaintenanceRun.State;
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
        boolean done = found.get().state() == State.DONE;
        return Optional.of(new Outcome(
                done ? Outcome.Kind.DONE : Outcome.Kind.FAILED,
                done ? "" : found.get().error()));
    }

    /** A task is one commit after another, each whole: it is left to its end, and its firing goes on to be late. */
    @Override
    public void cancel(String run) {}
}
