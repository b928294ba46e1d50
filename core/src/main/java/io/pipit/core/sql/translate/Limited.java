package io.pipit.core.sql.translate;

import io.pipit.core.sql.BeforeLimit;
import io.pipit.core.sql.function.SqlText;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The numbers of a LIMIT, and the SELECT that also counts the rows before it; see {@link BeforeLimit}.
 *
 * @param counted its text, where there is one
 */
record Limited(long count, long offset, Optional<String> counted) {
    static final String COLUMN = SqlText.name(BeforeLimit.COLUMN);

    Limited with(UnaryOperator<String> change) {
        return new Limited(count, offset, counted.map(change));
    }

    /** Only what follows from the number of rows that are there. */
    Limited uncounted() {
        return new Limited(count, offset, Optional.empty());
    }
}
