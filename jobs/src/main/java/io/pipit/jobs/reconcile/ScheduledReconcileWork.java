package io.pipit.jobs.reconcile;

import io.pipit.core.error.Counted;
import io.pipit.jobs.reconcile.ReconcileRun.Numbers;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.Firing;
import io.pipit.jobs.schedule.firing.FiringWork;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Firings that compare a data source with its database. Their ranges follow from their times, so the same firing is the same request. */
public final class ScheduledReconcileWork implements FiringWork {
    private static final int NEWEST = 1_000;

    private final ReconcileRuns runs;

    /** By these runs. */
    public ScheduledReconcileWork(ReconcileRuns runs) {
        this.runs = runs;
    }

    @Override
    public String start(Schedule schedule, Firing firing, Map<String, String> parameters) {
        ReconcileRequest request =
                ScheduledReconcile.request(schedule.runs(), parameters, firing.at(), firing.previous());
        return runs.newest(NEWEST).stream()
                .filter(run -> run.request().equals(request))
                .filter(run -> !run.ended() || run.state() == ReconcileRun.State.DONE && !firing.again())
                .findFirst()
                .orElseGet(() -> runs.start(request))
                .id();
    }

    @Override
    public Optional<Outcome> outcome(String id) {
        return runs.find(id)
                .map(run -> switch (run.state()) {
                    case DONE -> Optional.of(new Outcome(Outcome.Kind.DONE, found(run)));
                    case ERROR -> Optional.of(new Outcome(Outcome.Kind.FAILED, run.error()));
                    case CANCELLED -> Optional.of(new Outcome(Outcome.Kind.CANCELLED, ""));
                    default -> Optional.<Outcome>empty();
                })
                .orElse(Optional.of(new Outcome(Outcome.Kind.LOST, "")));
    }

    @Override
    public void cancel(String run) {
        runs.cancel(run);
    }

    private static String found(ReconcileRun run) {
        return String.format(
                Locale.ROOT,
                "%s compared, %,d missing, %,d put in",
                Counted.grouped(run.number(Numbers.COMPARED), "row"),
                run.number(Numbers.MISSING),
                run.number(Numbers.PUT_IN));
    }
}
