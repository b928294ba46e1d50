package io.pipit.core.sql.range;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which rows a query takes: ranges of values of columns, and what else it says. Two such queries can be compared. */
public final class RangedQuery {
    private final Map<String, RowRange> ranges;
    private final String rest;
    private final Optional<Set<String>> choices;
    private final boolean rowWise;

    /**
     * A query.
     *
     * @param ranges by column, or expression of columns; a row has to be in all of them
     * @param rest of the query, the same text for the same
     * @param choices all that leaves rows out, as texts; empty where several queries are put together
     * @param rowWise whether each row of the result is one of the source
     */
    RangedQuery(Map<String, RowRange> ranges, String rest, Optional<Set<String>> choices, boolean rowWise) {
        this.choices = choices.map(Set::copyOf);
        this.ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
        this.rest = rest;
        this.rowWise = rowWise;
    }

    /**
     * Rows that two queries take.
     *
     * @param sure whether both make the same rows of them; else that may be so
     * @param text which rows, for people: {@code n from 5 to 7}
     */
    public record Overlap(boolean sure, String text) {}

    /** Whether another one is the same query. */
    public boolean same(RangedQuery other) {
        return rest.equals(other.rest) && ranges.equals(other.ranges);
    }

    /** Whether another one takes the same rows of its source, whatever it makes of them: its conditions are written alike. */
    public boolean takesTheSame(RangedQuery other) {
        return choices.isPresent() && choices.equals(other.choices);
    }

    /** Whether it takes every row of its source; not, where that cannot be told. */
    public boolean takesAll() {
        return choices.isPresent() && choices.get().isEmpty();
    }

    /** The rows that another one takes, too; empty where there are none, and where that cannot be told. */
    public Optional<Overlap> overlap(RangedQuery other) {
        try {
            return compared(other);
        } catch (Constant.IncomparableException e) {
            return Optional.empty();
        }
    }

    private Optional<Overlap> compared(RangedQuery other) {
        Set<String> columns = new LinkedHashSet<>(ranges.keySet());
        columns.addAll(other.ranges.keySet());
        Map<String, RowRange> common = new LinkedHashMap<>();
        boolean touching = false;
        boolean different = false;
        for (String column : columns) {
            RowRange mine = ranges.getOrDefault(column, RowRange.ALL);
            RowRange others = other.ranges.getOrDefault(column, RowRange.ALL);
            if (mine.same(others) && !mine.ordered()) {
                common.put(column, mine); // the same for both, whatever it is
                continue;
            }
            RowRange both = mine.and(others);
            if (mine.empty() || others.empty() || both.empty()) {
                return Optional.empty();
            }
            touching |= both.among().isEmpty() && both.point() && !mine.point() && !others.point();
            different |= !mine.same(others);
            common.put(column, both);
        }
        boolean same = rest.equals(other.rest);
        if (!same && !different) {
            return Optional.empty(); // they differ in something else, and that is not known to be a range
        }
        boolean nested = ranges.keySet().containsAll(other.ranges.keySet())
                || other.ranges.keySet().containsAll(ranges.keySet());
        return Optional.of(new Overlap(same && nested && rowWise && !touching, text(common, other)));
    }

    private String text(Map<String, RowRange> common, RangedQuery other) {
        Set<String> differing = new LinkedHashSet<>(common.keySet());
        differing.removeIf(column ->
                ranges.getOrDefault(column, RowRange.ALL).same(other.ranges.getOrDefault(column, RowRange.ALL)));
        Set<String> told = differing.isEmpty() ? common.keySet() : differing;
        return told.isEmpty()
                ? "any value"
                : told.stream().map(column -> common.get(column).text(column)).collect(Collectors.joining(" and "));
    }
}
