package io.pipit.jobs.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cron as the manual says it, without any thought of speed: looks at every second, or at every minute, one by one. */
final class SlowCron {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final String[] fields;
    private final ZoneId zone;

    SlowCron(String line, ZoneId zone) {
        String[] given = line.split(" ", -1);
        this.fields = given.length == 6 ? given : ("0 " + line).split(" ", -1);
        this.zone = zone;
    }

    List<Instant> between(Instant after, Instant until) {
        List<Instant> found = new ArrayList<>();
        long step = fields[0].equals("0") ? 60 : 1;
        long first = after.getEpochSecond() / step * step;
        for (long second = first; second <= until.getEpochSecond(); second += step) {
            Instant time = Instant.ofEpochSecond(second);
            if (time.isAfter(after) && !time.isAfter(until) && fires(time)) {
                found.add(time);
            }
        }
        return found;
    }

    private boolean fires(Instant time) {
        ZonedDateTime zoned = time.atZone(zone);
        if (fields[2].startsWith("*")) {
            return matches(zoned.toLocalDateTime());
        }
        boolean again = !zoned.withEarlierOffsetAtOverlap().toInstant().equals(time);
        return !again && matches(zoned.toLocalDateTime()) || leftOutJustBefore(time);
    }

    /** Whether the clocks jumped at this moment over a time that the line names. */
    private boolean leftOutJustBefore(Instant time) {
        LocalDateTime shown = time.atZone(zone).toLocalDateTime();
        LocalDateTime before = time.minusSeconds(1).atZone(zone).toLocalDateTime();
        for (LocalDateTime t = before.plusSeconds(1); t.isBefore(shown); t = t.plusSeconds(1)) {
            if (matches(t)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(LocalDateTime t) {
        int weekday = t.getDayOfWeek().getValue() % 7;
        boolean time = allows(fields[0], t.getSecond(), 0, 59, List.of(), 0)
                && allows(fields[1], t.getMinute(), 0, 59, List.of(), 0)
                && allows(fields[2], t.getHour(), 0, 23, List.of(), 0)
                && allows(fields[4], t.getMonthValue(), 1, 12, MONTHS, 1);
        boolean ofMonth = allows(fields[3], t.getDayOfMonth(), 1, 31, List.of(), 0);
        boolean ofWeek = allows(fields[5], weekday, 0, 7, DAYS, 0)
                || weekday == 0 && !fields[5].startsWith("*") && allows(fields[5], 7, 0, 7, DAYS, 0);
        boolean either = !fields[3].startsWith("*") && !fields[5].startsWith("*");
        return time && (either ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    private static boolean allows(String field, int value, int first, int last, List<String> names, int shift) {
        for (String part : field.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            int step = stepped.length > 1 ? Integer.parseInt(stepped[1]) : 1;
            int from = first;
            int to = last;
            if (!stepped[0].equals("*")) {
                String[] range = stepped[0].split("-", -1);
                from = number(range[0], names, shift);
                to = range.length > 1 ? number(range[1], names, shift) : stepped.length > 1 ? last : from;
            }
            for (int i = from; i <= to; i += step) {
                if (i == value) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int number(String text, List<String> names, int shift) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        return named >= 0 ? named + shift : Integer.parseInt(text);
    }
}
