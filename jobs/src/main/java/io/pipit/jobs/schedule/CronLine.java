package io.pipit.jobs.schedule;

import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;

/**
 * A cron line of five fields (minute, hour, day of month, month, day of week), or of six with the second before them, read in a zone.
 * Where neither day field begins with {@code *}, either of them counts, as cron has it.
 *
 * <p>A line that names hours goes by the clock on the wall: a time that is left out when clocks are set forward comes at that moment, one
 * that is there twice comes the first time; each comes once a day. A line that names none ({@code *} or {@code *}{@code /2}) goes by passing
 * time: it comes in both of two equal hours.
 *
 * @param text as written, blanks made one, without its zone
 * @param zone in which it is read
 * @param quartz expressions that wake at least at its times
 */
public record CronLine(String text, ZoneId zone, List<String> quartz) {
    /** What stands before a line that is not read in UTC, as in other crons: {@code CRON_TZ=Europe/Berlin 0 3 * * *}. */
    public static final String ZONE = "CRON_TZ=";

    private static final int FIELDS = 5;
    private static final long MOST_SECONDS = 2_000_000_000;
    private static final Map<String, String> WORDS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    /** Copies the list. */
    public CronLine {
        quartz = List.copyOf(quartz);
    }

    /**
     * Reads a line; in UTC, where it does not begin with its zone.
     *
     * @throws PipitException {@code INVALID_SCHEDULE} that says what is wrong
     */
    public static CronLine parse(String line) {
        String text = line.strip();
        if (!text.startsWith(ZONE)) {
            return parse(text, ZoneOffset.UTC);
        }
        String[] parts = text.substring(ZONE.length()).split("\\s+", 2);
        return parse(parts.length > 1 ? parts[1] : "", zone(parts[0]));
    }

    /** Reads a line in a zone. */
    public static CronLine parse(String line, ZoneId zone) {
        String text = String.join(" ", line.strip().split("\\s+", -1));
        String[] fields =
                WORDS.getOrDefault(text.toLowerCase(Locale.ROOT), text).split(" ", -1);
        if (fields.length != FIELDS && fields.length != FIELDS + 1) {
            throw invalid(text, "it has " + Counted.of(fields.length, "field") + ", not " + FIELDS);
        }
        CronLine parsed = new CronLine(text, zone, fields(text, fields).quartz());
        if (parsed.firings(Instant.EPOCH, 1).isEmpty()) {
            throw invalid(text, "it never fires, as no month that it names has that day");
        }
        return parsed;
    }

    /**
     * A zone by its name.
     *
     * @throws PipitException {@code INVALID_SCHEDULE}
     */
    public static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new PipitException(
                    ErrorCode.INVALID_SCHEDULE,
                    "'" + name
                            + "' is no time zone. Write its name as in the tz database, for instance Europe/Berlin or UTC.",
                    e);
        }
    }

    /** The next times after a moment, at most so many, in order. */
    public List<Instant> firings(Instant after, int count) {
        CronFields fields = fields();
        List<Instant> firings = new ArrayList<>();
        Instant time = after;
        for (int i = 0; i < count; i++) {
            time = next(fields, time);
            if (time == null) {
                return firings;
            }
            firings.add(time);
        }
        return firings;
    }

    /** The last time before a moment. */
    public Optional<Instant> previous(Instant before) {
        CronFields fields = fields();
        for (long seconds = 64; seconds < MOST_SECONDS; seconds *= 2) {
            Instant found = null;
            Instant next = next(fields, before.minusSeconds(seconds));
            while (next != null && next.isBefore(before)) {
                found = next;
                next = next(fields, next);
            }
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private Instant next(CronFields fields, Instant after) {
        return fields.everyHour() ? byPassingTime(fields, after) : byTheWall(fields, after);
    }

    private Instant byTheWall(CronFields fields, Instant after) {
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        for (local = fields.atOrAfter(local); local != null; local = fields.atOrAfter(local.plusSeconds(1))) {
            ZoneOffsetTransition at = zone.getRules().getTransition(local);
            // Of two equal hours the first: ofLocal takes the earlier offset.
            Instant time = at != null && at.isGap()
                    ? at.getInstant()
                    : ZonedDateTime.ofLocal(local, zone, null).toInstant();
            if (time.isAfter(after)) {
                return time;
            }
        }
        return null;
    }

    /** From change to change of the clocks, between which passing time and the wall agree. */
    private Instant byPassingTime(CronFields fields, Instant after) {
        Instant from = after.plusNanos(1);
        while (true) {
            ZoneOffset offset = zone.getRules().getOffset(from);
            ZoneOffsetTransition change = zone.getRules().nextTransition(from);
            LocalDateTime local = fields.atOrAfter(LocalDateTime.ofInstant(from, offset));
            if (local == null) {
                return null;
            }
            Instant time = local.toInstant(offset);
            if (change == null || time.isBefore(change.getInstant())) {
                return time;
            }
            from = change.getInstant();
        }
    }

    private CronFields fields() {
        return fields(
                text, WORDS.getOrDefault(text.toLowerCase(Locale.ROOT), text).split(" ", -1));
    }

    private static CronFields fields(String text, String[] fields) {
        List<String> six = new ArrayList<>(List.of(fields));
        if (fields.length == FIELDS) {
            six.add(0, "0");
        }
        try {
            return CronFields.read(six);
        } catch (IllegalArgumentException e) {
            throw invalid(text, e.getMessage());
        }
    }

    /** A moment as people of the line's zone write it. */
    public String local(Instant time) {
        return ZonedDateTime.ofInstant(time, zone).toLocalDateTime() + " " + zone;
    }

    /** The line with its zone, as {@link #parse(String)} reads it. */
    public String whole() {
        return zone.equals(ZoneOffset.UTC) ? text : ZONE + zone + " " + text;
    }

    TimeZone timeZone() {
        return TimeZone.getTimeZone(zone);
    }

    private static PipitException invalid(String text, String why) {
        return new PipitException(
                ErrorCode.INVALID_SCHEDULE,
                "'" + text + "' is not a schedule: " + why
                        + ". Write five fields, minute hour day-of-month month day-of-week in UTC, for instance"
                        + " '0 * * * *' for every hour, or @on-demand.");
    }
}
