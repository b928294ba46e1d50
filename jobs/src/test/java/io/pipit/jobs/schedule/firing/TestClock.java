package io.pipit.jobs.schedule.firing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that tests set. */
final class TestClock extends Clock {
    private final ZoneId zone;
    private volatile Instant now;

    TestClock(Instant now) {
        this(now, ZoneOffset.UTC);
    }

    private TestClock(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    void set(String time) {
        now = Instant.parse(time);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** A clock that stands at the same moment, and is set by itself. */
    @Override
    public Clock withZone(ZoneId other) {
        return new TestClock(now, other);
    }
}
