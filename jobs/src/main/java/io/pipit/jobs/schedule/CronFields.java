package io.pipit.jobs.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the fields of a cron line allow, and which local time comes next by them.
 *
 * @param weekdays 0 is Sunday
 * @param eitherDay whether a day counts that only one of the day fields names: where neither begins with {@code *}, as cron has it
 * @param everyHour whether the line names no hour: it goes by passing time then, not by the clock on the wall
 */
record CronFields(
        BitSet seconds,
        BitSet minutes,
        BitSet hours,
        BitSet days,
        BitSet months,
        BitSet weekdays,
        boolean eitherDay,
        boolean everyHour) {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> WEEKDAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    /** So many years hold every combination of date and day of the week. */
    private static final int YEARS = 50;

    /**
     * Reads six fields, the second first.
     *
     * @throws IllegalArgumentException that says what is wrong with which field
     */
    static CronFields read(List<String> fields) {
        BitSet weekdays = new CronField("day of week", 0, 7, 0, WEEKDAYS).read(fields.get(5));
        if (weekdays.get(7)) {
            weekdays.set(0);
            weekdays.clear(7);
        }
        return new CronFields(
                new CronField("second", 0, 59, 0, List.of()).read(fields.get(0)),
                new CronField("minute", 0, 59, 0, List.of()).read(fields.get(1)),
                new CronField("hour", 0, 23, 0, List.of()).read(fields.get(2)),
                new CronField("day of month", 1, 31, 0, List.of()).read(fields.get(3)),
                new CronField("month", 1, 12, 1, MONTHS).read(fields.get(4)),
                weekdays,
                !fields.get(3).startsWith("*") && !fields.get(5).startsWith("*"),
                fields.get(2).startsWith("*"));
    }

    /** The first time at or after another one, or null when there is none in fifty years. */
    LocalDateTime atOrAfter(LocalDateTime from) {
        LocalDateTime time = from.getNano() == 0 ? from : from.withNano(0).plusSeconds(1);
        int last = from.getYear() + YEARS;
        while (time.getYear() <= last) {
            if (!months.get(time.getMonthValue())) {
                time = time.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay();
            } else if (!day(time.toLocalDate())) {
                time = time.toLocalDate().plusDays(1).atStartOfDay();
            } else {
                LocalTime next = timeAtOrAfter(time.toLocalTime());
                if (next != null) {
                    return time.toLocalDate().atTime(next);
                }
                time = time.toLocalDate().plusDays(1).atStartOfDay();
            }
        }
        return null;
    }

    boolean day(LocalDate date) {
        boolean ofMonth = days.get(date.getDayOfMonth());
        boolean ofWeek = weekdays.get(date.getDayOfWeek().getValue() % 7);
        return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    private LocalTime timeAtOrAfter(LocalTime from) {
        for (int hour = hours.nextSetBit(from.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            boolean sameHour = hour == from.getHour();
            for (int minute = minutes.nextSetBit(sameHour ? from.getMinute() : 0);
                    minute >= 0;
                    minute = minutes.nextSetBit(minute + 1)) {
                boolean sameMinute = sameHour && minute == from.getMinute();
                int second = seconds.nextSetBit(sameMinute ? from.getSecond() : 0);
                if (second >= 0) {
                    return LocalTime.of(hour, minute, second);
                }
            }
        }
        return null;
    }

    /** The same as Quartz writes it; where both day fields have to allow a day, which Quartz cannot say, by one of them. */
    List<String> quartz() {
        String time = list(seconds, 60, 0) + " " + list(minutes, 60, 0) + " " + list(hours, 24, 0) + " ";
        String month = " " + list(months, 12, 0) + " ";
        String ofMonth = time + list(days, 31, 0) + month + "?";
        String ofWeek = time + "?" + month + list(weekdays, 7, 1);
        if (eitherDay) {
            return List.of(ofMonth, ofWeek);
        }
        return List.of(weekdays.cardinality() == 7 ? ofMonth : ofWeek);
    }

    private static String list(BitSet set, int all, int shift) {
        return set.cardinality() == all
                ? "*"
                : set.stream()
                        .mapToObj(i -> String.format(Locale.ROOT, "%d", i + shift))
                        .collect(Collectors.joining(","));
    }
}
