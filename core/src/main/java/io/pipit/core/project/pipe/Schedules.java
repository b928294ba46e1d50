package io.pipit.core.project.pipe;

import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Month;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Checks a COPY_SCHEDULE: a cron line of five fields, a word that stands for one, or a word for none. */
public final class Schedules {
    /** The scheduler knows their lines. */
    private static final Pattern WORD = Pattern.compile("@(hourly|daily|midnight|weekly|monthly|yearly|annually)");

    private static final Pattern ITEM = Pattern.compile("(\\*|\\w+)(-(\\w+))?(/(\\d+))?");
    private static final String[] FIELDS = {"minute", "hour", "day of the month", "month", "day of the week"};
    private static final int[] LOWEST = {0, 0, 1, 1, 0};
    private static final int[] HIGHEST = {59, 23, 31, 12, 7};
    private static final int DAY = 2;
    private static final int MONTH = 3;
    private static final int WEEKDAY = 4;
    private static final String MONTH_NAMES = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final Pattern MONTHS = Pattern.compile("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec");
    private static final Pattern DAYS = Pattern.compile("sun|mon|tue|wed|thu|fri|sat");

    private Schedules() {}

    /**
     * The line, or the empty text for a copy that runs on demand only.
     *
     * @throws PipitException {@code INVALID_SCHEDULE}
     */
    public static String cron(String text) {
        String line = text.strip();
        String word = line.toLowerCase(Locale.ROOT);
        if (line.isEmpty() || word.equals("@on-demand") || word.equals("@once")) {
            return "";
        } else if (WORD.matcher(word).matches()) {
            return word;
        }
        String[] fields = line.split("\\s+");
        if (fields.length != FIELDS.length) {
            throw error(line, "it has " + Counted.of(fields.length, "field"));
        }
        for (int i = 0; i < FIELDS.length; i++) {
            for (String item : fields[i].split(",", -1)) {
                check(line, i, item);
            }
        }
        if (fields[WEEKDAY].equals("*") && neverFires(fields)) {
            throw error(line, "it never fires, as no month that it names has that day");
        }
        return line;
    }

    private static boolean neverFires(String[] fields) {
        Matcher day = Pattern.compile("\\d+(,\\d+)*").matcher(fields[DAY]);
        if (!day.matches()) {
            return false; // ranges, steps and stars begin with a day that some month has
        }
        int first = Arrays.stream(fields[DAY].split(","))
                .mapToInt(Integer::parseInt)
                .min()
                .orElseThrow();
        return months(fields[MONTH]).allMatch(month -> month.maxLength() < first);
    }

    private static Stream<Month> months(String field) {
        return Arrays.stream(field.split(",")).flatMap(Schedules::monthsOf);
    }

    private static Stream<Month> monthsOf(String item) {
        String[] ends = item.split("/")[0].split("-");
        if (ends[0].equals("*") || item.contains("/")) {
            return Arrays.stream(Month.values());
        }
        int from = month(ends[0]);
        int to = ends.length > 1 ? month(ends[1]) : from;
        return IntStream.rangeClosed(from, to).mapToObj(Month::of);
    }

    private static int month(String text) {
        return text.matches("\\d+")
                ? Integer.parseInt(text)
                : (MONTH_NAMES.indexOf(text.toLowerCase(Locale.ROOT)) / 3) + 1;
    }

    private static void check(String line, int field, String item) {
        Matcher parts = ITEM.matcher(item);
        if (!parts.matches()) {
            throw error(line, "its " + FIELDS[field] + " is '" + item + "'");
        }
        value(line, field, parts.group(1));
        value(line, field, parts.group(3));
        if (parts.group(5) != null
                && Integer.parseInt("0"
                                + parts.group(5)
                                        .substring(0, Math.min(4, parts.group(5).length())))
                        == 0) {
            throw error(line, "the step of its " + FIELDS[field] + " is 0");
        }
    }

    private static void value(String line, int field, String value) {
        if (value == null || value.equals("*")) {
            return;
        }
        String name = value.toLowerCase(Locale.ROOT);
        boolean named = (field == 3 && MONTHS.matcher(name).matches())
                || (field == 4 && DAYS.matcher(name).matches());
        boolean number = value.matches("\\d{1,2}")
                && Integer.parseInt(value) >= LOWEST[field]
                && Integer.parseInt(value) <= HIGHEST[field];
        if (!named && !number) {
            throw error(
                    line,
                    "its " + FIELDS[field] + " is '" + value + "', not " + LOWEST[field] + " to " + HIGHEST[field]);
        }
    }

    private static PipitException error(String line, String found) {
        return new PipitException(
                ErrorCode.INVALID_SCHEDULE,
                "COPY_SCHEDULE '" + line + "' is not understood: " + found
                        + ". Expected five fields (minute, hour, day, month, weekday) such as '*/15 * * * *', or @on-demand.");
    }
}
