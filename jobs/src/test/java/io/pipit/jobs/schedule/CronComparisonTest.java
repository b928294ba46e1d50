package io.pipit.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random lines of five and six fields, around changes of the clock and elsewhere, beside a reading that is slow and obvious. */
class CronComparisonTest {
    private static final int LINES = Integer.getInteger("pipit.cron-lines", 150);
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/St_Johns"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"), // half an hour
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("Africa/Casablanca"),
            ZoneId.of("America/Sao_Paulo"), // once changed at midnight
            ZoneId.of("Pacific/Apia")); // once left out a whole day

    private final long seed = Long.getLong("pipit.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void firesWhenTheSlowReadingDoes() {
        for (int i = 0; i < LINES; i++) {
            boolean seconds = random.nextInt(4) == 0;
            String line = line(seconds);
            ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
            Instant from = from(zone);
            Instant until = from.plus(seconds ? Duration.ofMinutes(200) : Duration.ofDays(4));
            List<Instant> expected = new SlowCron(line, zone).between(from, until);
            Optional<CronLine> read = read(line, zone);
            if (read.isEmpty()) {
                assertThat(expected).as(line).isEmpty();
                continue;
            }
            assertThat(until(read.get(), from, until))
                    .as("'%s' in %s after %s, seed %s", line, zone, from, seed)
                    .isEqualTo(expected);
            if (!expected.isEmpty()) {
                int last = expected.size() - 1;
                Optional<Instant> previous = read.get().previous(expected.get(last));
                if (last > 0) {
                    assertThat(previous)
                            .as("'%s' in %s, seed %s", line, zone, seed)
                            .contains(expected.get(last - 1));
                } else {
                    assertThat(previous.map(p -> p.isAfter(from))).as(line).isNotEqualTo(Optional.of(true));
                }
            }
        }
    }

    private static Optional<CronLine> read(String line, ZoneId zone) {
        try {
            return Optional.of(CronLine.parse(line, zone));
        } catch (PipitException e) {
            assertThat(e).hasMessageContaining("it never fires");
            return Optional.empty();
        }
    }

    private static List<Instant> until(CronLine line, Instant from, Instant until) {
        List<Instant> found = new ArrayList<>();
        List<Instant> next = line.firings(from, 1);
        while (!next.isEmpty() && !next.get(0).isAfter(until)) {
            found.add(next.get(0));
            next = line.firings(next.get(0), 1);
        }
        return found;
    }

    /** Mostly shortly before the clocks change. */
    private Instant from(ZoneId zone) {
        Instant any = Instant.parse("2010-01-01T00:00:00Z").plusSeconds(random.nextInt(600_000_000));
        ZoneOffsetTransition change = zone.getRules().nextTransition(any);
        return change == null || random.nextInt(4) == 0
                ? any
                : change.getInstant().minusSeconds(random.nextInt(random.nextBoolean() ? 9_000 : 100_000));
    }

    private String line(boolean seconds) {
        String minutes = field(0, 59, List.of());
        return (seconds ? field(0, 59, List.of()) + " " + (random.nextBoolean() ? "*" : minutes) : minutes) + " "
                + (random.nextInt(3) == 0 ? random.nextInt(4) + "" : field(0, 23, List.of())) + " "
                + (random.nextBoolean() ? "*" : field(1, 31, List.of())) + " "
                + (random.nextInt(4) > 0 ? "*" : field(1, 12, List.of("jan", "FEB", "Mar", "apr", "may", "jun")))
                + " "
                + (random.nextBoolean() ? "*" : field(0, 7, List.of("sun", "MON", "Tue", "wed", "thu", "fri", "sat")));
    }

    private String field(int first, int last, List<String> names) {
        StringBuilder field = new StringBuilder(part(first, last, names));
        while (random.nextInt(3) == 0) {
            field.append(',').append(part(first, last, names));
        }
        return field.toString();
    }

    private String part(int first, int last, List<String> names) {
        int a = first + random.nextInt(last - first + 1);
        int b = a + random.nextInt(last - a + 1);
        int step = 1 + random.nextInt(last - first);
        return switch (random.nextInt(7)) {
            case 0 -> "*";
            case 1 -> "*/" + step;
            case 2 -> a + "-" + b;
            case 3 -> a + "-" + b + "/" + step;
            case 4 -> a + "/" + step;
            case 5 -> names.isEmpty() ? "" + a : names.get(random.nextInt(names.size()));
            default -> "" + a;
        };
    }
}
