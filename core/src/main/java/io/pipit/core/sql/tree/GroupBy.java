package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;

/**
 * GROUP BY.
 *
 * @param sets the expressions: one list, except for {@code GROUPING SETS}, which has one for each set
 * @param totals whether WITH TOTALS asks for one more row over all groups
 */
public record GroupBy(Kind kind, List<List<Expression>> sets, boolean totals, SourcePosition position) {
    /** Which groupings are made of the expressions. */
    public enum Kind {
        PLAIN,
        ROLLUP,
        CUBE,
        SETS,
        /** {@code GROUP BY ALL}: by what the list has outside aggregates. */
        ALL,
        /** One group of all rows, in which the keys show the defaults of their types: the row that WITH TOTALS asks for. */
        TOTALS
    }

    /** Copies the lists. */
    public GroupBy {
        sets = sets.stream().map(List::copyOf).toList();
    }

    /** Without the row over all groups. */
    public GroupBy withoutTotals() {
        return new GroupBy(kind, sets, false, position);
    }

    /** All expressions, in order. */
    public List<Expression> expressions() {
        return sets.stream().flatMap(List::stream).toList();
    }
}
