package io.pipit.jobs.schedule.firing;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs that end when a test says so; the same firing again is the same run, as of a copy. */
final class FakeWork implements FiringWork {
    final List<String> started = Collections.synchronizedList(new ArrayList<>());
    final List<String> cancelled = Collections.synchronizedList(new ArrayList<>());
    final Map<String, Outcome> outcomes = Collections.synchronizedMap(new HashMap<>());
    volatile boolean refuses;
    volatile boolean endsAtOnce = true;

    @Override
    public synchronized String start(Schedule schedule, Firing firing, Map<String, String> parameters) {
        if (refuses) {
            throw new PipitException(ErrorCode.INVALID_PARAMETER, "It cannot be run.");
        }
        String run = schedule.name() + "@" + firing.at() + (firing.again() ? " again" : "");
        String values = parameters.isEmpty() ? "" : " " + parameters;
        if (!started.contains(run + values)) {
            started.add(run + values);
        }
        if (endsAtOnce) {
            outcomes.putIfAbsent(run, new Outcome(Kind.DONE, ""));
        }
        return run;
    }

    @Override
    public Optional<Outcome> outcome(String run) {
        return Optional.ofNullable(outcomes.get(run));
    }

    @Override
    public void cancel(String run) {
        cancelled.add(run);
        outcomes.put(run, new Outcome(Kind.CANCELLED, ""));
    }
}
