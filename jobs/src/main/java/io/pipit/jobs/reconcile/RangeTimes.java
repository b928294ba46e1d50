package io.pipit.jobs.reconcile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.reconcile.source.Times;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;

/** Times in ISO 8601 as people give them. */
public final class RangeTimes {
    private RangeTimes() {}

    /**
     * Microseconds since 1970. A date alone is its first moment in UTC.
     *
     * @param text as given
     * @param what it is, for messages
     * @throws PipitException {@code INVALID_PARAMETER} for what is no time, and for a time of day without a zone
     */
    public static long micros(String text, String what) {
        String given = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) (?=\\d)", "$1T");
        try {
            if (given.length() == "2026-01-31".length()) {
                return Times.micros(LocalDate.parse(given).atStartOfDay());
            }
            return given.endsWith("]")
                    ? Times.micros(ZonedDateTime.parse(given).toInstant())
                    : Times.micros(OffsetDateTime.parse(given).toInstant());
        } catch (DateTimeParseException e) {
            throw new PipitException(ErrorCode.INVALID_PARAMETER, wrong(given, text, what), e);
        }
    }

    private static String wrong(String given, String text, String what) {
        try {
            LocalDateTime local = LocalDateTime.parse(given);
            return "The " + what + " '" + text + "' has no time zone: write " + local.atOffset(ZoneOffset.UTC)
                    + " for UTC, or the offset, as in " + local.atOffset(ZoneOffset.ofHours(2)) + ".";
        } catch (DateTimeParseException e) {
            return "The " + what + " '" + text
                    + "' is no time in ISO 8601; write it as in 2026-01-31T12:00:00Z, 2026-01-31T14:00:00+02:00 or"
                    + " 2026-01-31.";
        }
    }
}
