package io.pipit.core.block.json.value;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Reads points in time without making objects: {@code 2026-11-21}, {@code 2026-11-21 10:00:00.123},
 * {@code 2026-11-21T10:00:00Z}, {@code 2026-11-21T10:00:00+01:00}, and seconds, milli-, micro- or nanoseconds since 1970,
 * told apart by their size.
 */
final class TimeText {
    private static final long SECONDS_BELOW = 100_000_000_000L;
    private static final long MILLIS_BELOW = SECONDS_BELOW * 1_000;
    private static final long MICROS_BELOW = MILLIS_BELOW * 1_000;
    private static final int NANO_DIGITS = 9;
    private static final int LONGEST_NUMBER = 19;
    private static final long SECONDS_PER_DAY = 86_400;

    private final ZoneRules zone;
    private char[] text;
    private int at;
    private int end;
    private long seconds;
    private int nanos;

    /** Times without a zone of their own are of this one; null for UTC. */
    TimeText(ZoneRules zone) {
        this.zone = zone;
    }

    /** Seconds since 1970 of what was read last. */
    long seconds() {
        return seconds;
    }

    /** Nanoseconds beyond {@link #seconds()}. */
    int nanos() {
        return nanos;
    }

    /** Reads a number of seconds, milliseconds, microseconds or nanoseconds since 1970. */
    void number(long value) {
        long size = value == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(value);
        long perSecond = size < SECONDS_BELOW
                ? 1
                : size < MILLIS_BELOW ? 1_000 : size < MICROS_BELOW ? 1_000_000 : 1_000_000_000;
        seconds = Math.floorDiv(value, perSecond);
        nanos = (int) (Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond));
    }

    /** Reads a text; false when it is no point in time. */
    boolean read(char[] from, int start, int length) {
        text = from;
        at = start;
        end = start + length;
        while (at < end && text[at] == ' ') {
            at++;
        }
        while (end > at && text[end - 1] == ' ') {
            end--;
        }
        return end - at > 4 && (text[at + 4] == '-' || text[at + 4] == '/') ? calendar() : digits();
    }

    private boolean calendar() {
        int year = number(4, 9999);
        char separator = next();
        int month = number(2, 12);
        if (year < 0 || month < 1 || next() != separator) {
            return false;
        }
        int day = number(2, 31);
        if (day < 1 || day > lengthOfMonth(year, month)) {
            return false;
        }
        seconds = daysSince1970(year, month, day) * SECONDS_PER_DAY;
        nanos = 0;
        if (at == end) {
            return local();
        }
        char between = next();
        return (between == 'T' || between == 't' || between == ' ') && time() && offset();
    }

    private boolean time() {
        int hour = number(2, 24);
        if (hour < 0 || hour > 23 || next() != ':') {
            return false;
        }
        int minute = number(2, 59);
        int second = 0;
        if (minute >= 0 && at < end && text[at] == ':') {
            at++;
            second = number(2, 59);
        }
        if (minute < 0 || second < 0) {
            return false;
        }
        seconds += hour * 3600L + minute * 60L + second;
        return at == end || text[at] != '.' || fraction();
    }

    private boolean fraction() {
        at++;
        int digits = 0;
        int value = 0;
        for (; at < end && isDigit(text[at]); at++) {
            if (digits < NANO_DIGITS) {
                value = value * 10 + text[at] - '0';
                digits++;
            }
        }
        for (int i = digits; i < NANO_DIGITS; i++) {
            value *= 10;
        }
        nanos = value;
        return digits > 0;
    }

    private boolean offset() {
        while (at < end && text[at] == ' ') {
            at++;
        }
        if (at == end) {
            return local();
        }
        char c = next();
        if (c == 'Z' || c == 'z') {
            return at == end;
        }
        if (c == 'U' && end - at == 2 && text[at] == 'T' && text[at + 1] == 'C') {
            return true;
        }
        int hours = c == '+' || c == '-' ? number(2, 18) : -1;
        if (hours < 0) {
            return false;
        }
        if (at < end && text[at] == ':') {
            at++;
        }
        int minutes = at == end ? 0 : number(2, 59);
        seconds -= (c == '-' ? -1 : 1) * (hours * 3600L + minutes * 60L);
        return minutes >= 0 && at == end;
    }

    /** What was read is of the column's zone. */
    private boolean local() {
        if (zone != null) {
            LocalDateTime local = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
            List<ZoneOffset> offsets = zone.getValidOffsets(local);
            // what no clock showed is of the clock that was put forward, as in queries
            ZoneOffset offset = offsets.isEmpty() ? zone.getTransition(local).getOffsetAfter() : offsets.get(0);
            seconds = local.toEpochSecond(offset);
        }
        return true;
    }

    private boolean digits() {
        boolean negative = at < end && text[at] == '-';
        int start = negative ? at + 1 : at;
        long value = 0;
        int i = start;
        for (; i < end && isDigit(text[i]) && i - start < LONGEST_NUMBER; i++) {
            value = value * 10 + text[i] - '0';
        }
        int count = i - start;
        if (count == 0 || value < 0) {
            return false;
        }
        if (!negative && i == end && (count == 8 || count == 14)) {
            return compact(value, count);
        }
        number(negative ? -value : value);
        if (i < end && text[i] == '.' && count <= 11) {
            at = i;
            boolean read = fraction() && at == end;
            if (negative && nanos > 0) {
                seconds--;
                nanos = 1_000_000_000 - nanos;
            }
            return read;
        }
        return i == end;
    }

    /** {@code 20261121} or {@code 20261121100000}. */
    private boolean compact(long value, int digits) {
        long date = digits == 8 ? value : value / 1_000_000;
        int time = digits == 8 ? 0 : (int) (value % 1_000_000);
        int year = (int) (date / 10_000);
        int month = (int) (date / 100 % 100);
        int day = (int) (date % 100);
        int hour = time / 10_000;
        int minute = time / 100 % 100;
        int second = time % 100;
        if (month < 1 || month > 12 || day < 1 || day > lengthOfMonth(year, month)) {
            return false;
        }
        if (hour > 23 || minute > 59 || second > 59) {
            return false;
        }
        seconds = daysSince1970(year, month, day) * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second;
        nanos = 0;
        return local();
    }

    private char next() {
        return at < end ? text[at++] : 0;
    }

    /** A number of one up to this many digits, or -1. */
    private int number(int mostDigits, int most) {
        int value = 0;
        int start = at;
        for (; at < end && at - start < mostDigits && isDigit(text[at]); at++) {
            value = value * 10 + text[at] - '0';
        }
        return at == start || value > most ? -1 : value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int lengthOfMonth(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** Years are counted from March, so that leap days come last. */
    private static long daysSince1970(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }
}
