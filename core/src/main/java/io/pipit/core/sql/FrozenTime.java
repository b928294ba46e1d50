package io.pipit.core.sql;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Queries as they would answer at a given time. */
public final class FrozenTime {
    /** Texts and names in quotes, in which nothing is a call, or the translator's call of the current time. */
    private static final Pattern NOW = Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\bnow\\(\\)");
    /** As the translator writes random values. */
    private static final Pattern RANDOM = Pattern.compile(
            "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\b(?:random|uuid|uuidv4|uuidv7|gen_random_uuid)\\(\\)");

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final String literal;

    /** At microseconds since 1970. */
    public FrozenTime(long micros) {
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        this.literal = "TIMESTAMPTZ '" + MICROS.format(instant) + "+00'";
    }

    /** The same query with this time for the current one. */
    public TranslatedQuery of(TranslatedQuery query) {
        return query.withTexts(this::frozen);
    }

    private String frozen(String piece) {
        return NOW.matcher(piece)
                .replaceAll(found -> Matcher.quoteReplacement(found.group().equals("now()") ? literal : found.group()));
    }

    /** Whether a query asks for the time. */
    public static boolean asksForTime(TranslatedQuery query) {
        return query.pieces().stream()
                .flatMap(piece -> NOW.matcher(piece).results())
                .anyMatch(found -> found.group().equals("now()"));
    }

    /** Whether a query gives the same rows each time, but for the time. */
    public static boolean steady(TranslatedQuery query) {
        return query.pieces().stream()
                .flatMap(piece -> RANDOM.matcher(piece).results())
                .allMatch(
                        found -> found.group().startsWith("'") || found.group().startsWith("\""));
    }
}
