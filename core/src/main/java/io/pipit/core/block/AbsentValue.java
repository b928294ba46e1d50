package io.pipit.core.block;

import java.util.List;

/**
 * What a column holds in rows that were made before there was such a column.
 *
 * @param sql the engine's expression
 * @param reads the columns that it may read
 */
public record AbsentValue(String sql, List<Column> reads) {
    /** Copies the list. */
    public AbsentValue {
        reads = List.copyOf(reads);
    }

    /** Whether it differs from row to row. */
    public boolean computed() {
        return !reads.isEmpty();
    }
}
