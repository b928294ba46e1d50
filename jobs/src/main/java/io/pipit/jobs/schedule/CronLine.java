package io.pipit.jobs.schedule;

import com.cronutils.mapper.CronMapper;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeSet;
import org.quartz.CronExpression;

/**
 * A cron line of five fields (minute, hour, day of month, month, day of week), or of six with the second before them, read in a zone. As
 * Quartz expressions it is one, or two where both day fields say something, since cron then means either of them and Quartz takes only
 * one.
 *
 * <p>Where clocks are set forward, a time that is left out does not come that day; where they are set back, the hour that is there twice
 * counts once, the second time. What must not miss an hour is written in UTC.
 *
 * @param text as written, blanks made one, without its zone
 * @param zone in which it is read
 * @param quartz the expressions
 */
public record CronLine(String text, ZoneId zone, List<String> quartz) {
    /** What stands before a line that is not read in UTC, as in other crons: {@code CRON_TZ=Europe/Berlin 0 3 * * *}. */
    public static final String ZONE = "CRON_TZ=";

    private static final int FIELDS = 5;
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;
    private static final Map<String, String> WORDS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *");

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
        // Names of days and months are read without regard to case; upper case by the root locale keeps 'fri' from
        // becoming 'FRİ'.
        String meant = WORDS.getOrDefault(text.toLowerCase(Locale.ROOT), text).toUpperCase(Locale.ROOT);
        String[] fields = meant.split(" ", -1);
        if (fields.length != FIELDS && fields.length != FIELDS + 1) {
            throw invalid(text, "it has " + fields.length + " fields, not " + FIELDS);
        }
        String second = fields.length == FIELDS ? "0" : fields[0];
        String[] unix =
                fields.length == FIELDS ? fields : List.of(fields).subList(1, 6).toArray(String[]::new);
        List<String> quartz = unix[DAY_OF_MONTH].equals("*") || unix[DAY_OF_WEEK].equals("*")
                ? List.of(toQuartz(text, second, unix))
                : List.of(
                        toQuartz(text, second, with(unix, DAY_OF_WEEK)),
                        toQuartz(text, second, with(unix, DAY_OF_MONTH)));
        CronLine parsed = new CronLine(text, zone, quartz);
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
    static ZoneId zone(String name) {
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

    /** The next times after a moment, at most so many. */
    public List<Instant> firings(Instant after, int count) {
        TreeSet<Instant> firings = new TreeSet<>();
        for (String expression : quartz) {
            Instant time = after;
            for (int i = 0; i < count && time != null; i++) {
                time = next(expression, time);
                if (time != null) {
                    firings.add(time);
                }
            }
        }
        return new ArrayList<>(firings).subList(0, Math.min(count, firings.size()));
    }

    private Instant next(String expression, Instant after) {
        try {
            CronExpression cron = new CronExpression(expression);
            cron.setTimeZone(timeZone());
            Date next = cron.getNextValidTimeAfter(Date.from(after));
            return next == null ? null : next.toInstant();
        } catch (ParseException e) {
            throw new IllegalStateException("Quartz refuses " + expression, e);
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

    private static String[] with(String[] fields, int any) {
        String[] changed = fields.clone();
        changed[any] = "*";
        return changed;
    }

    private static String toQuartz(String text, String second, String[] fields) {
        try {
            var unix = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                    .parse(String.join(" ", fields))
                    .validate();
            String minutes = CronMapper.fromUnixToQuartz().map(unix).asString();
            String expression = second + minutes.substring(minutes.indexOf(' '));
            new CronExpression(expression);
            return expression;
        } catch (IllegalArgumentException | ParseException e) {
            throw invalid(text, e.getMessage());
        }
    }

    private static PipitException invalid(String text, String why) {
        return new PipitException(
                ErrorCode.INVALID_SCHEDULE,
                "'" + text + "' is not a schedule: " + why
                        + ". Write five fields, minute hour day-of-month month day-of-week in UTC, for instance"
                        + " '0 * * * *' for every hour, or @on-demand.");
    }
}
