package io.pipit.intake.gather;

import java.time.Clock;
import java.time.Instant;

/** The time of acceptance. */
@FunctionalInterface
public interface MicrosClock {
    /** Microseconds since 1970 in UTC. */
    long micros();

    /** The time of a clock. */
    static MicrosClock of(Clock clock) {
        return () -> {
            Instant now = clock.instant();
            return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        };
    }
}
