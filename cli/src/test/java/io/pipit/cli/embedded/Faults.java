package io.pipit.cli.embedded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What goes wrong in the process under attack, set by its agent. Static, because Flink makes the parts of a job by itself and the
 * catalog is made by its name.
 */
final class Faults {
    /** The time as the intake sees it. */
    static final Clock CLOCK = new OffsetClock();

    private static final Map<String, Fault> SET = new ConcurrentHashMap<>();
    private static volatile Duration offset = Duration.ZERO;

    private Faults() {}

    /**
     * A fault at a place.
     *
     * @param kind what happens
     * @param left how often it still happens; negative for always
     * @param chance of happening each time, of 100
     */
    private static final class Fault {
        private final String kind;
        private final int chance;
        private final Random random;
        private int left;

        Fault(String kind, int left, int chance, long seed) {
            this.kind = kind;
            this.left = left;
            this.chance = chance;
            this.random = new Random(seed);
        }

        synchronized Optional<String> strike() {
            if (left == 0 || random.nextInt(100) >= chance) {
                return Optional.empty();
            }
            left--;
            return Optional.of(kind);
        }
    }

    static void set(String place, String kind, int times, int chance, long seed) {
        SET.put(place, new Fault(kind, times, chance, seed));
    }

    static void clear(String place) {
        SET.remove(place);
    }

    static void shiftClock(Duration by) {
        offset = by;
    }

    /** What goes wrong at this place now. */
    static Optional<String> at(String place) {
        Fault fault = SET.get(place);
        return fault == null ? Optional.empty() : fault.strike();
    }

    /** Takes its time, as a slow machine does: the delay is what is tested, nothing is waited for. */
    static void delay(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static final class OffsetClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.system(zone);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }
    }
}
