package io.pipit.core.sql.tree;

import java.util.Optional;

/**
 * One member of ORDER BY. NULL and NaN come last unless {@code nullsFirst}.
 *
 * @param collation the language whose order of letters is meant, or the empty text
 */
public record OrderItem(
        Expression expression, boolean descending, boolean nullsFirst, String collation, Optional<Fill> fill) {
    /** {@code WITH FILL}: rows for values that are missing. */
    public record Fill(
            Optional<Expression> from,
            Optional<Expression> to,
            Optional<Expression> step,
            Optional<Expression> staleness) {}
}
