package io.pipit.jobs.schedule;

import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.Firing;
import io.pipit.jobs.schedule.firing.FiringWork;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Work that is done at once, and noted. */
final class NotedFirings implements FiringWork {
    final BlockingQueue<Map.Entry<String, Instant>> fired = new LinkedBlockingQueue<>();

    @Override
    public String start(Schedule schedule, Firing firing, Map<String, String> parameters) {
        fired.add(Map.entry(schedule.name(), firing.at()));
        return schedule.name();
    }

    @Override
    public Optional<Outcome> outcome(String run) {
        return Optional.of(new Outcome(Outcome.Kind.DONE, ""));
    }

    @Override
    public void cancel(String run) {}
}
