package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.Firing;
import io.pipit.jobs.schedule.firing.FiringWork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Firings that run copies: a firing is the key of its run, so that its rows are counted once. */
public final class ScheduledCopyWork implements FiringWork {
    private final CopyRuns runs;

    /** By these runs. */
    public ScheduledCopyWork(CopyRuns runs) {
        this.runs = runs;
    }

    @Override
    public String start(Schedule schedule, Firing firing, Map<String, String> parameters) {
        Map<String, List<String>> values = new HashMap<>();
        parameters.forEach((name, value) -> values.put(name, List.of(value)));
        Optional<String> other =
                schedule.name().equals(schedule.runs()) ? Optional.empty() : Optional.of(schedule.name());
        return runs.start(CopyRequest.of(schedule.runs(), values)
                        .repeating(firing.again() ? Repetition.REPLACE_ROWS : Repetition.NO_OP)
                        .at(Optional.of(firing.at()), other))
                .id();
    }

    @Override
    public Optional<Outcome> outcome(String run) {
        return runs.find(run)
                .map(found -> switch (found.state()) {
                    case DONE -> Optional.of(new Outcome(Outcome.Kind.DONE, found.note()));
                    case ERROR -> Optional.of(new Outcome(Outcome.Kind.FAILED, found.note()));
                    case CANCELLED -> Optional.of(new Outcome(Outcome.Kind.CANCELLED, found.note()));
                    default -> Optional.<Outcome>empty();
                })
                .orElse(Optional.of(new Outcome(Outcome.Kind.LOST, "")));
    }

    /**
     * Ends a run.
     *
     * @throws PipitException when it has ended meanwhile
     */
    @Override
    public void cancel(String run) {
        runs.cancel(run);
    }
}
