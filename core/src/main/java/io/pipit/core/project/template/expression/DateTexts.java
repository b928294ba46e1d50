package io.pipit.core.project.template.expression;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Dates and times as texts: in the forms that requests use, and in those of Python's format codes. */
final class DateTexts {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern COMPACT = Pattern.compile("\\d{8}");
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final Map<Character, String> CODES = Map.of(
            'Y', "uuuu", 'm', "MM", 'd', "dd", 'H', "HH", 'M', "mm", 'S', "ss", 'f', "SSSSSS", 'y', "uu", 'j', "DDD");

    private DateTexts() {}

    /** The date of {@code 2024-05-17} or {@code 20240517}. */
    static Optional<LocalDate> date(String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return Optional.of(LocalDate.parse(text));
            } else if (COMPACT.matcher(text).matches()) {
                return Optional.of(LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE));
            }
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** The time of {@code 2024-05-17 10:05:03.250}, also with {@code T} and {@code Z}, or of a date alone. */
    static Optional<LocalDateTime> time(String text) {
        String plain =
                text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) + " " + text.substring(11) : text;
        plain = plain.endsWith("Z") ? plain.substring(0, plain.length() - 1) : plain;
        Optional<LocalDate> date = date(plain);
        if (date.isPresent()) {
            return date.map(LocalDate::atStartOfDay);
        }
        try {
            return Optional.of(LocalDateTime.parse(plain, TIME));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The time that a text gives in a form such as {@code %Y-%m-%d %H:%M:%S}. */
    static Optional<LocalDateTime> time(String text, String format) {
        try {
            DateTimeFormatter formatter = new DateTimeFormatterBuilder()
                    .appendPattern(pattern(format))
                    .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                    .toFormatter(Locale.ROOT);
            return Optional.of(LocalDateTime.parse(text, formatter));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String pattern(String format) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%' && i + 1 < format.length()) {
                String code = CODES.get(format.charAt(++i));
                if (code == null) {
                    throw TemplateErrors.template(
                            "The date format code '%" + format.charAt(i) + "' is not known; use %Y %m %d %H %M %S %f.");
                }
                out.append(code);
            } else {
                out.append(c == '\'' ? "''" : "'" + c + "'");
            }
        }
        return out.toString();
    }
}
