package io.pipit.bench.result;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of a result.
 *
 * @param subject who
 * @param situation under which conditions
 * @param values by name with the unit in it, in the order in which they are shown
 * @param note what else is to be known; may be empty
 */
public record Row(String subject, String situation, Map<String, Double> values, String note) {
    /** Keeps the order of the values. */
    public Row {
        values = new LinkedHashMap<>(values);
    }

    /** Without values yet. */
    public static Row of(String subject, String situation) {
        return new Row(subject, situation, Map.of(), "");
    }

    /** With one more value. */
    public Row with(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Row(subject, situation, more, note);
    }

    /** With a note. */
    public Row noted(String text) {
        return new Row(subject, situation, values, text);
    }
}
