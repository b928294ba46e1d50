package io.pipit.core.sql.chain;

import io.pipit.core.sql.tree.Expression;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a value is in terms of the rows of the root table.
 *
 * @param expression over columns of the root table, without positions, so that equal ones are equal
 * @param picks the aggregates that took the value from one row of a group. Values without any are those of every row that stands behind
 *     the result; values of the same pick come from one row; values of two picks may come from two
 */
record Origin(Expression expression, Set<Integer> picks) {
    Origin {
        picks = Set.copyOf(picks);
    }

    static Origin of(Expression expression) {
        return new Origin(expression, Set.of());
    }

    Origin with(Expression made, Set<Integer> further) {
        Set<Integer> all = new TreeSet<>(picks);
        all.addAll(further);
        return new Origin(made, all);
    }
}
