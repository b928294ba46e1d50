package io.pipit.core.project.pipe;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks a COPY_SCHEDULE: a cron line of five fields, or a word for none. */
public final class Schedules {
    private static final Pattern ITEM = Pattern.compile("(\\*|\\w+)(-(\\w+))?(/(\\d+))?");
    private static final String[] FIELDS = {"minute", "hour", "day of the month", "month", "day of the week"};
    private static final int[] LOWEST = {0, 0, 1, 1, 0};
    private static final int[] HIGHEST = {59, 23, 31, 12, 7};
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
        }
        String[] fields = line.split("\\s+");
        if (fields.length != FIELDS.length) {
            throw error(line, "it has " + fields.length + " fields");
        }
        for (int i = 0; i < FIELDS.length; i++) {
            for (String item : fields[i].split(",", -1)) {
                check(line, i, item);
            }
        }
        return line;
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
