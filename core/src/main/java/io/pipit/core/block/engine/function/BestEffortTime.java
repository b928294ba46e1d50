package io.pipit.core.block.engine.function;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instant that a text in almost any form means. */
final class BestEffortTime {
    private static final Pattern UNIX = Pattern.compile("(\\d{9,10})(?:\\.(\\d{1,9}))?");
    private static final Pattern MILLIS = Pattern.compile("\\d{13}|\\d{16}|\\d{19}");
    private static final Pattern COMPACT =
            Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:[T ]?(\\d{2})(\\d{2})(\\d{2})?)?(Z|[+-]\\d{2}:?\\d{2})?");
    private static final Pattern TIME =
            Pattern.compile("(?<![\\d])(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d+))?)?\\s*([AaPp][Mm])?");
    private static final Pattern ZONE =
            Pattern.compile("(?:^|[\\s\\d])(?:(Z|UTC|GMT)|(?:UTC|GMT)?\\s*([+-])(\\d{1,2}):?(\\d{2})?)\\s*$");
    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?T?");
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private final ZoneId zone;
    private final boolean monthFirst;

    private BestEffortTime(ZoneId zone, boolean monthFirst) {
        this.zone = zone;
        this.monthFirst = monthFirst;
    }

    /** The instant in UTC as a text, or null where the text means none. */
    static String parse(String text, String zone, boolean monthFirst) {
        try {
            LocalDateTime time = new BestEffortTime(zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone), monthFirst)
                    .parse(text.strip());
            return time == null ? null : WallTime.text(time);
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private LocalDateTime parse(String text) {
        Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            return ofSeconds(Long.parseLong(unix.group(1)), nanos(unix.group(2)));
        } else if (MILLIS.matcher(text).matches()) {
            long unit = (long) Math.pow(10, text.length() - 10);
            long value = Long.parseLong(text);
            return ofSeconds(value / unit, value % unit * (1_000_000_000L / unit));
        }
        Matcher compact = COMPACT.matcher(text);
        if (compact.matches()) {
            LocalDate date = LocalDate.of(number(compact, 1), number(compact, 2), number(compact, 3));
            LocalTime time = compact.group(4) == null
                    ? LocalTime.MIDNIGHT
                    : LocalTime.of(number(compact, 4), number(compact, 5), number(compact, 6));
            return utc(date.atTime(time), compact.group(7));
        }
        return general(text);
    }

    private LocalDateTime general(String text) {
        Matcher time = TIME.matcher(text);
        LocalTime at = LocalTime.MIDNIGHT;
        int days = 0;
        String before = text;
        String zoned = null;
        if (time.find()) {
            days = time.group(1).equals("24") && time.group(5) == null ? 1 : 0;
            at = days == 1 ? LocalTime.MIDNIGHT : time(time);
            before = text.substring(0, time.start());
            String after = text.substring(time.end());
            Matcher offset = ZONE.matcher(" " + after);
            if (offset.find()) {
                zoned = offset.group(1) != null
                        ? "Z"
                        : offset.group(2)
                                + (offset.group(3).length() == 1 ? "0" : "")
                                + offset.group(3)
                                + (offset.group(4) == null ? "00" : offset.group(4));
                after = (" " + after).substring(0, offset.start());
            }
            before += " " + after;
        }
        LocalDate date = date(before.strip());
        return date == null ? null : utc(date.plusDays(days).atTime(at), zoned);
    }

    private static LocalTime time(Matcher m) {
        int hour = number(m, 1);
        if (m.group(5) != null) {
            boolean evening = m.group(5).equalsIgnoreCase("pm");
            hour = hour == 12 ? (evening ? 12 : 0) : evening && hour < 12 ? hour + 12 : hour;
        }
        return LocalTime.of(hour, number(m, 2), number(m, 3), (int) nanos(m.group(4)));
    }

    private LocalDate date(String text) {
        Matcher first = YEAR_FIRST.matcher(text);
        if (first.matches()) {
            return LocalDate.of(number(first, 1), number(first, 2), first.group(3) == null ? 1 : number(first, 3));
        }
        Matcher last = YEAR_LAST.matcher(text);
        if (last.matches()) {
            int a = number(last, 1);
            int b = number(last, 2);
            return monthFirst ? LocalDate.of(number(last, 3), a, b) : LocalDate.of(number(last, 3), b, a);
        }
        return named(text);
    }

    /** Dates with the name of the month: {@code 6 May 2024}, {@code Mon, May 6 2024}. */
    private static LocalDate named(String text) {
        int month = 0;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = words.group().toLowerCase(Locale.ROOT);
            String start = word.substring(0, Math.min(3, word.length()));
            if (MONTHS.contains(start) && month == 0) {
                month = MONTHS.indexOf(start) + 1;
            } else if (!DAYS.contains(start)) {
                return null;
            }
        }
        String[] numbers = text.replaceAll("[^0-9]+", " ").strip().split(" ");
        if (month == 0 || numbers.length != 2) {
            return null;
        }
        boolean yearFirst = numbers[0].length() == 4;
        int year = Integer.parseInt(numbers[yearFirst ? 0 : 1]);
        return LocalDate.of(year, month, Integer.parseInt(numbers[yearFirst ? 1 : 0]));
    }

    private LocalDateTime utc(LocalDateTime wall, String offset) {
        if (offset == null) {
            return WallTime.utc(wall, zone);
        } else if (offset.equals("Z")) {
            return wall;
        }
        ZoneOffset shift = ZoneOffset.of(offset);
        return wall.minusSeconds(shift.getTotalSeconds());
    }

    private static LocalDateTime ofSeconds(long seconds, long nanos) {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds, nanos), ZoneOffset.UTC);
    }

    private static int number(Matcher m, int group) {
        return m.group(group) == null ? 0 : Integer.parseInt(m.group(group));
    }

    private static long nanos(String digits) {
        return digits == null ? 0 : Long.parseLong((digits + "000000000").substring(0, 9));
    }
}
