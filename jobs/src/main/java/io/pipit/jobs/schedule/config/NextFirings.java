package io.pipit.jobs.schedule.config;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What fires next. */
public final class NextFirings {
    /**
     * One firing.
     *
     * @param then names of what runs after it
     */
    public record Next(Instant time, String name, List<String> then) {}

    private NextFirings() {}

    /** The next firings of all schedules together, in order. */
    public static List<Next> of(Collection<Schedule> schedules, Instant after, int count) {
        List<Next> all = new ArrayList<>();
        for (Schedule schedule : schedules) {
            List<String> then = then(schedule, schedules);
            schedule.line()
                    .ifPresent(line ->
                            line.firings(after, count).forEach(time -> all.add(new Next(time, schedule.name(), then))));
        }
        return all.stream()
                .sorted(Comparator.comparing(Next::time).thenComparing(Next::name))
                .limit(count)
                .toList();
    }

    private static List<String> then(Schedule first, Collection<Schedule> all) {
        List<String> then = new ArrayList<>();
        for (Schedule schedule : all) {
            if (schedule.after().contains(first.id())) {
                then.add(schedule.name());
            }
        }
        return then;
    }
}
