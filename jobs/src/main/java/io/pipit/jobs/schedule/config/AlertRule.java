package io.pipit.jobs.schedule.config;

import java.time.Duration;
import java.util.Set;

/**
 * Who is told what.
 *
 * @param webhook gets a POST of JSON; the empty text for nobody
 * @param on what is told
 * @param lateAfter a firing that has not ended so long after its time is late; zero for never
 */
public record AlertRule(String webhook, Set<Event> on, Duration lateAfter) {
    /** Nobody is told anything. */
    public static final AlertRule NONE = new AlertRule("", Set.of(Event.values()), Duration.ZERO);

    /** What may be told. */
    public enum Event {
        /** All tries have failed. */
        FAILED,
        /** It was not done at its time, or not at all. */
        MISSED,
        /** It has not ended in time. */
        LATE
    }

    /** Copies the set. */
    public AlertRule {
        on = Set.copyOf(on);
    }

    /** Whether somebody is told. */
    public boolean tells(Event event) {
        return !webhook.isEmpty() && on.contains(event);
    }

    @Override
    public String toString() {
        return webhook.isEmpty() ? "nobody" : "a webhook on " + on; // the address may hold a secret
    }
}
