package io.pipit.core.sql.translate;

import io.pipit.core.sql.OutputColumn;
import java.util.List;
import java.util.Optional;

/**
 * A translated query.
 *
 * @param sql a SELECT whose columns are called as in {@code columns}; in the keyed form {@code _part, _off, _row, _at} lead
 * @param multiplied whether {@code _row} may repeat within a block
 * @param totals a SELECT of the same columns that gives the row of WITH TOTALS
 * @param limited what its LIMIT takes of how many rows
 */
record Translated(
        String sql,
        List<OutputColumn> columns,
        boolean keyed,
        boolean multiplied,
        Optional<String> totals,
        Optional<Limited> limited) {
    Translated {
        columns = List.copyOf(columns);
    }

    Translated(String sql, List<OutputColumn> columns, boolean keyed, boolean multiplied) {
        this(sql, columns, keyed, multiplied, Optional.empty(), Optional.empty());
    }
}
