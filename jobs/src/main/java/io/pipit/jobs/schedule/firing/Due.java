package io.pipit.jobs.schedule.firing;

import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.Manner;
import io.pipit.jobs.schedule.config.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Which times of a line have come since it was last looked at, and what becomes of each.
 *
 * @param fired those that are done, in order
 * @param missed how many are not
 * @param newestMissed the last of these
 */
record Due(List<Instant> fired, int missed, Optional<Instant> newestMissed) {
    /** What is not begun by then has missed its time. */
    static final Duration PATIENCE = Duration.ofSeconds(60);
    /** So many missed times are counted one by one; more are "at least so many". */
    private static final int MOST_COUNTED = 20_000;

    static Due of(CronLine line, Manner manner, Instant after, Instant now) {
        List<Instant> all = new ArrayList<>();
        Instant time = after;
        while (all.size() <= MOST_COUNTED) {
            List<Instant> next = line.firings(time, 1);
            if (next.isEmpty() || next.get(0).isAfter(now)) {
                return sorted(all, manner, now);
            }
            time = next.get(0);
            all.add(time);
        }
        return sorted(newest(line, manner, now), manner, now).with(MOST_COUNTED);
    }

    /** The clock has leapt far: the newest ones are found from the end. */
    private static List<Instant> newest(CronLine line, Manner manner, Instant now) {
        Deque<Instant> times = new ArrayDeque<>();
        Optional<Instant> time = line.previous(now.plusMillis(1));
        while (time.isPresent() && times.size() < Math.max(100, manner.catchUp())) {
            times.addFirst(time.get());
            time = line.previous(time.get());
        }
        return List.copyOf(times);
    }

    private static Due sorted(List<Instant> all, Manner manner, Instant now) {
        int late = 0;
        while (late < all.size() && all.get(late).isBefore(now.minus(PATIENCE))) {
            late++;
        }
        int dropped = switch (manner.misfire()) {
            case SKIP -> late;
            // One that comes at its time stands for those before it; else the newest of them comes.
            case ONCE -> late == all.size() ? Math.max(0, late - 1) : late;
            case ALL -> Math.max(0, Math.min(late, all.size() - manner.catchUp()));
        };
        Optional<Instant> newest = dropped == 0 ? Optional.empty() : Optional.of(all.get(dropped - 1));
        return new Due(all.subList(dropped, all.size()), dropped, newest);
    }

    private Due with(int more) {
        return new Due(fired, missed + more, newestMissed);
    }

    /** Whether the first that is done stands for those that are not. */
    boolean covers(Manner manner) {
        return manner.misfire() == Misfire.ONCE && missed > 0 && !fired.isEmpty();
    }
}
