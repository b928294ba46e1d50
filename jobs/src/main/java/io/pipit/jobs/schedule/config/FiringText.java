package io.pipit.jobs.schedule.config;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.CronLine;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of parameters that are made of a firing's times: {@code {firing}} and {@code {previous}} are its time and that of the firing
 * before it, in UTC as columns hold them; {@code {firing:date}} is the date in the schedule's zone, {@code {firing:iso}} and
 * {@code {firing:unix}} say what they are, and anything else after the colon is a pattern in the schedule's zone, for instance
 * {@code {previous:yyyyMMdd}}.
 */
public final class FiringText {
    /** A firing for checks. */
    static final Instant SOME_TIME = Instant.parse("2026-03-04T10:00:00Z");

    private static final Pattern PART = Pattern.compile("\\{([a-z]+)(?::([^{}]*))?}");
    private static final List<String> NAMES = List.of("firing", "previous");
    private static final DateTimeFormatter COLUMN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Instant firing;
    private final Instant previous;
    private final ZoneId zone;

    /** For a firing, in a zone. */
    public FiringText(Instant firing, Instant previous, ZoneId zone) {
        this.firing = firing;
        this.previous = previous;
        this.zone = zone;
    }

    /** For a firing of some time, to check a schedule's parameters. */
    static FiringText ofSomeTime(Schedule schedule) {
        ZoneId zone = schedule.line().map(CronLine::zone).orElse(ZoneOffset.UTC);
        return new FiringText(SOME_TIME, SOME_TIME.minusSeconds(3600), zone);
    }

    /** As of now, where somebody runs a schedule by hand. */
    public static FiringText ofNow(Schedule schedule, Instant now) {
        return new FiringText(
                now,
                previous(schedule, now),
                schedule.line().map(CronLine::zone).orElse(ZoneOffset.UTC));
    }

    /** The last time of a schedule before a time; the time itself where it has none. */
    public static Instant previous(Schedule schedule, Instant now) {
        return schedule.line().flatMap(line -> line.previous(now)).orElse(now);
    }

    /** The values of all parameters. */
    public Map<String, String> of(Map<String, String> texts) {
        Map<String, String> values = new TreeMap<>();
        texts.forEach((name, text) -> values.put(name, of(text)));
        return values;
    }

    /**
     * The value of one text.
     *
     * @throws PipitException {@code INVALID_SCHEDULE} for a name or a pattern that is none
     */
    public String of(String text) {
        Matcher matcher = PART.matcher(text);
        StringBuilder value = new StringBuilder();
        while (matcher.find()) {
            String made = made(matcher.group(1), matcher.group(2));
            matcher.appendReplacement(value, Matcher.quoteReplacement(made));
        }
        return matcher.appendTail(value).toString();
    }

    private String made(String name, String format) {
        if (!NAMES.contains(name)) {
            throw new PipitException(
                    ErrorCode.INVALID_SCHEDULE,
                    "'{" + name + "}' is no time of a firing." + NearestName.hint(name, NAMES)
                            + " There are {firing} and {previous}.");
        }
        Instant time = name.equals("firing") ? firing : previous;
        if (format == null) {
            return COLUMN.format(time);
        }
        return switch (format) {
            case "iso" -> time.toString();
            case "unix" -> Long.toString(time.getEpochSecond());
            case "date" -> time.atZone(zone).toLocalDate().toString();
            default -> pattern(format, time);
        };
    }

    private String pattern(String format, Instant time) {
        try {
            return DateTimeFormatter.ofPattern(format, Locale.ROOT)
                    .withZone(zone)
                    .format(time);
        } catch (RuntimeException e) {
            throw new PipitException(
                    ErrorCode.INVALID_SCHEDULE,
                    "'" + format + "' is no pattern of a time: " + e.getMessage()
                            + ". Write date, iso, unix or a pattern such as yyyy-MM-dd HH:mm:ss.",
                    e);
        }
    }
}
