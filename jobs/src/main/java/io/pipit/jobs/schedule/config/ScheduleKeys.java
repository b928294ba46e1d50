package io.pipit.jobs.schedule.config;

import io.pipit.core.config.DurationText;
import io.pipit.core.config.SettingsFiles.Given;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Variables;
import io.pipit.core.project.connector.SecretText;
import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule.Event;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of one schedule, as some file gives them; what is wrong with one is noted with its place, and its default counts. */
final class ScheduleKeys {
    static final String SCHEDULE = "schedule";
    static final String AFTER = "after";
    static final String ENVIRONMENTS = "environments";
    /** What every schedule may say, wherever it is written. */
    static final List<String> MANNER = List.of(
            "zone",
            "misfire",
            "catch-up",
            "jitter",
            "time-limit",
            "retries",
            "retry-delay",
            "alert.webhook",
            "alert.on",
            "alert.late-after");

    static final List<String> ALL = Stream.concat(Stream.of(SCHEDULE, AFTER, ENVIRONMENTS), MANNER.stream())
            .toList();

    private static final Duration LONGEST = Duration.ofDays(366);

    private final Map<String, Given> keys;
    private final Variables secrets;
    private final List<String> problems;

    ScheduleKeys(Map<String, Given> keys, Variables secrets, List<String> problems) {
        this.keys = keys;
        this.secrets = secrets;
        this.problems = problems;
    }

    boolean has(String key) {
        return keys.containsKey(key);
    }

    String origin(String key) {
        return keys.get(key).origin();
    }

    /** The place of the first key. */
    String origin() {
        return keys.values().iterator().next().origin();
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(keys.get(key)).map(given -> given.value().strip());
    }

    /** Values with commas between them, or of a list. */
    List<String> list(String key) {
        return text(key).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    /** The line, of the schedule's own text where the file has none. */
    Optional<CronLine> line(String own) {
        Optional<ZoneId> zone = value("zone", CronLine::zone);
        String text = text(SCHEDULE).orElse(has(AFTER) ? "" : own);
        String word = text.toLowerCase(Locale.ROOT);
        if (text.isEmpty() && !has(SCHEDULE) || word.equals("off") || word.equals("@on-demand")) {
            return Optional.empty();
        }
        Function<String, CronLine> reader = line -> line.startsWith(CronLine.ZONE)
                ? CronLine.parse(line)
                : CronLine.parse(line, zone.orElse(ZoneOffset.UTC));
        return has(SCHEDULE) ? value(SCHEDULE, reader) : Optional.of(reader.apply(text));
    }

    Manner manner(Manner base) {
        return new Manner(
                value("misfire", text -> constant(Misfire.class, text)).orElse(base.misfire()),
                value("catch-up", text -> number(text, 1, 100_000)).orElse(base.catchUp()),
                duration("jitter", base.jitter()),
                duration("time-limit", base.timeLimit()),
                value("retries", text -> number(text, 0, 100)).orElse(base.retries()),
                duration("retry-delay", base.retryDelay()));
    }

    AlertRule alert() {
        return new AlertRule(
                value("alert.webhook", this::address).orElse(""),
                has("alert.on") ? events() : Set.of(Event.values()),
                duration("alert.late-after", Duration.ZERO));
    }

    private Set<Event> events() {
        Set<Event> events = EnumSet.noneOf(Event.class);
        list("alert.on")
                .forEach(word ->
                        value("alert.on", text -> constant(Event.class, word)).ifPresent(events::add));
        return events;
    }

    private String address(String text) {
        String address;
        try {
            address = new SecretText(secrets, "It").of(text);
        } catch (PipitException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        URI uri = uri(address);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getHost() == null) {
            throw new IllegalArgumentException("expected is an address that begins with http:// or https://");
        }
        return address;
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it is no address: expected is one such as https://example.com/hook", e);
        }
    }

    private Duration duration(String key, Duration base) {
        return value(key, text -> {
                    if (text.equals("0") || text.toLowerCase(Locale.ROOT).equals("off")) {
                        return Duration.ZERO;
                    }
                    Duration read = duration(text);
                    if (read.compareTo(LONGEST) > 0) {
                        throw new IllegalArgumentException("expected is at most " + LONGEST.toDays() + "d");
                    }
                    return read;
                })
                .orElse(base);
    }

    private static Duration duration(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected is " + e.getMessage(), e);
        }
    }

    private static int number(String text, int min, int max) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException("expected is a number from " + min + " to " + max);
        }
        return Integer.parseInt(text);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(c -> c.name().toLowerCase(Locale.ROOT))
                .toList();
        String word = text.toLowerCase(Locale.ROOT);
        if (!words.contains(word)) {
            throw new IllegalArgumentException("expected is " + words.stream().collect(Collectors.joining(", ")) + "."
                    + NearestName.hint(word, words));
        }
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    private <T> Optional<T> value(String key, Function<String, T> reader) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(text.get()));
        } catch (PipitException e) {
            problems.add(origin(key) + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            String shown = key.equals("alert.webhook") ? "" : " is '" + text.get() + "'";
            problems.add(origin(key) + ": '" + key + "'" + shown + ": " + e.getMessage());
        }
        return Optional.empty();
    }
}
