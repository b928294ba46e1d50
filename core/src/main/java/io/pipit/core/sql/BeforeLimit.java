package io.pipit.core.sql;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many rows a query has before its LIMIT takes some of them.
 *
 * @param count of LIMIT
 * @param offset of LIMIT
 * @param counted the query with one more column, {@link #COLUMN}; empty where counting would cost more than the answer
 */
public record BeforeLimit(long count, long offset, Optional<TranslatedQuery> counted) {
    /** The column that says in each row how many rows there are before the limit. */
    public static final String COLUMN = "__before_limit";

    /** The same where it is not counted. */
    public BeforeLimit uncounted() {
        return new BeforeLimit(count, offset, Optional.empty());
    }

    /**
     * The number, or what it is at least; nothing where an answer without rows leaves that open.
     *
     * @param rows of the answer
     * @param found what {@link #COLUMN} says
     */
    public OptionalLong of(long rows, OptionalLong found) {
        if (count == 0) {
            return OptionalLong.of(0); // nothing is read for it
        }
        boolean last = rows < count && (rows > 0 || offset == 0);
        if (found.isPresent() && !last) {
            return found;
        }
        return last || rows > 0 ? OptionalLong.of(offset + rows) : OptionalLong.empty();
    }
}
