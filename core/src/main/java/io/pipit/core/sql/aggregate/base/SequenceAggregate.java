package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code sequenceMatch} and {@code sequenceCount}: each event becomes one character that says which conditions hold, and the pattern
 * becomes a regular expression over these.
 *
 * @param counting whether matches are counted
 */
public record SequenceAggregate(boolean counting) implements Aggregate {
    private static final int FIRST_CHARACTER = 0x4E00;
    private static final int MOST_CONDITIONS = 8;
    private static final Pattern PART = Pattern.compile("\\(\\?(\\d+)\\)|\\.\\*|\\.|\\(\\?t[^)]*\\)");

    @Override
    public Arity arity() {
        return new Arity(2, MOST_CONDITIONS + 1);
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return counting ? Types.UINT64 : Types.UINT8;
    }

    @Override
    public String plain(AggregateCall call) {
        int conditions = call.arguments().size() - 1;
        String pattern = "'" + regularExpression(call, conditions) + "'";
        boolean timed = call.parameter(0, "").contains("(?t");
        AggregateCall.Rows rows = call.rows();
        StringBuilder mask = new StringBuilder("0");
        for (int i = 0; i < conditions; i++) {
            mask.append(" + CASE WHEN ")
                    .append(rows.call().argument(i + 1).truth())
                    .append(" THEN ")
                    .append(1 << i)
                    .append(" ELSE 0 END");
        }
        String text = "string_agg(chr(" + FIRST_CHARACTER + " + m), '' ORDER BY t, i) FILTER (WHERE m > 0)";
        String events = " FROM (SELECT " + rows.call().value(0) + " AS t, " + mask + " AS m, " + rows.number() + " AS i"
                + rows.numbered() + ")";
        if (timed) {
            // The time as a whole number, days for dates and seconds for times.
            DataType type = call.argument(0).type();
            String time = Types.date(type)
                    ? "epoch_us(t) // 86400000000"
                    : Types.instant(type) ? "epoch_us(t) // 1000000" : "t";
            String all = "string_agg(" + time + " || ':' || m, ',' ORDER BY t, i) FILTER (WHERE m > 0)";
            return "(SELECT CAST(pipit_text('sequence', coalesce(" + all + ", ''), " + call.parameter(0, "''") + ", '"
                    + (counting ? Integer.MAX_VALUE : 1) + "') AS " + (counting ? "UBIGINT" : "UTINYINT") + ")" + events
                    + ")";
        }
        return counting
                ? "(SELECT len(regexp_extract_all(coalesce(" + text + ", ''), " + pattern + "))" + events + ")"
                : "(SELECT CAST(regexp_matches(coalesce(" + text + ", ''), " + pattern + ") AS UTINYINT)" + events
                        + ")";
    }

    private static String regularExpression(AggregateCall call, int conditions) {
        String written = call.parameter(0, "''");
        String pattern = written.substring(1, written.length() - 1);
        StringBuilder out = new StringBuilder();
        Matcher matcher = PART.matcher(pattern);
        int at = 0;
        while (matcher.find()) {
            if (matcher.start() != at) {
                break;
            }
            at = matcher.end();
            boolean time = matcher.group().startsWith("(?t");
            if (time && !matcher.group().matches("\\(\\?t(<=|>=|<|>|==|=)\\d+\\)")) {
                throw call.error("found " + matcher.group() + ", where a condition such as (?t<=3600) is expected");
            }
            out.append(time ? "" : part(call, matcher, conditions));
        }
        if (at != pattern.length() || pattern.isEmpty()) {
            throw call.error("found the pattern " + written + ", where (?1), (?2), '.' and '.*' are expected");
        }
        return out.toString();
    }

    private static String part(AggregateCall call, Matcher matcher, int conditions) {
        if (matcher.group(1) == null) {
            return matcher.group().equals(".*") ? ".*?" : ".";
        }
        int number = matcher.group(1).length() > 2 ? 0 : Integer.parseInt(matcher.group(1));
        if (number < 1 || number > conditions) {
            throw call.error(
                    "found " + matcher.group() + " in the pattern, but there are " + conditions + " conditions");
        }
        StringBuilder out = new StringBuilder("[");
        for (int mask = 1; mask < 1 << conditions; mask++) {
            if ((mask >> (number - 1) & 1) == 1) {
                out.append((char) (FIRST_CHARACTER + mask));
            }
        }
        return out.append(']').toString();
    }

    @Override
    public String empty(DataType result) {
        return "0";
    }
}
