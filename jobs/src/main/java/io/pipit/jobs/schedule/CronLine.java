package io.pipit.jobs.schedule;

import com.cronutils.mapper.CronMapper;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.List;
import java.util.Locale;

/**
 * A cron line of five fields (minute, hour, day of month, month, day of week), read in UTC, as Quartz expressions: one, or two where
 * both day fields say something, since cron then means either of them and Quartz takes only one.
 *
 * @param text as written, blanks made one
 * @param quartz the expressions
 */
public record CronLine(String text, List<String> quartz) {
    private static final int FIELDS = 5;
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;

    /** Copies the list. */
    public CronLine {
        quartz = List.copyOf(quartz);
    }

    /**
     * Reads a line.
     *
     * @throws PipitException {@code INVALID_SCHEDULE} that says what is wrong
     */
    public static CronLine parse(String line) {
        // Names of days and months are read without regard to case; upper case by the root locale keeps 'fri' from
        // becoming 'FRİ'.
        String[] fields = line.strip().toUpperCase(Locale.ROOT).split("\\s+", -1);
        String text = String.join(" ", line.strip().split("\\s+", -1));
        if (fields.length != FIELDS) {
            throw invalid(text, "it has " + fields.length + " fields, not " + FIELDS);
        }
        if (fields[DAY_OF_MONTH].equals("*") || fields[DAY_OF_WEEK].equals("*")) {
            return new CronLine(text, List.of(toQuartz(text, fields)));
        }
        return new CronLine(
                text, List.of(toQuartz(text, with(fields, DAY_OF_WEEK)), toQuartz(text, with(fields, DAY_OF_MONTH))));
    }

    private static String[] with(String[] fields, int any) {
        String[] changed = fields.clone();
        changed[any] = "*";
        return changed;
    }

    private static String toQuartz(String text, String[] fields) {
        try {
            var unix = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                    .parse(String.join(" ", fields))
                    .validate();
            return CronMapper.fromUnixToQuartz().map(unix).asString();
        } catch (IllegalArgumentException e) {
            throw invalid(text, e.getMessage());
        }
    }

    private static PipitException invalid(String text, String why) {
        return new PipitException(
                ErrorCode.INVALID_SCHEDULE,
                "'" + text + "' is not a schedule: " + why
                        + ". Write five fields, minute hour day-of-month month day-of-week in UTC, for instance"
                        + " '0 * * * *' for every hour, or @on-demand.");
    }
}
