package io.pipit.core.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long something is kept: {@code off} for ever, else a duration.
 *
 * @param duration nothing for ever
 */
public record Retention(Optional<Duration> duration) {
    /** Reads {@code off}, {@code 7d} and the like. */
    static Retention parse(String text) {
        if (text.strip().toLowerCase(Locale.ROOT).equals("off")) {
            return new Retention(Optional.empty());
        }
        try {
            return new Retention(Optional.of(DurationText.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("off, or " + e.getMessage(), e);
        }
    }
}
