package io.pipit.core.sql.translate;

import io.pipit.core.sql.OutputColumn;
import java.util.List;

/**
 * A translated query.
 *
 * @param sql a SELECT whose columns are called as in {@code columns}; in the keyed form {@code _part, _off, _row, _at} lead
 * @param multiplied whether {@code _row} may repeat within a block
 */
record Translated(String sql, List<OutputColumn> columns, boolean keyed, boolean multiplied) {
    Translated {
        columns = List.copyOf(columns);
    }
}
