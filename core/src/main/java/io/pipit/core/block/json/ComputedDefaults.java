package io.pipit.core.block.json;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.BitSet;
import java.util.SortedMap;

/** Computes default expressions that are more than literals, well-known functions and other columns. Thread-safe. */
public interface ComputedDefaults {
    /** Refuses every such expression. */
    ComputedDefaults NONE = new ComputedDefaults() {
        @Override
        public void check(TableSpec table, Column column) {
            throw new PipitException(
                    ErrorCode.UNSUPPORTED_SQL,
                    "The DEFAULT of column '" + column.name() + "', " + column.defaultExpression()
                            + ", is not supported: use a literal, now(), now64(), today(), toUUID('…') or another column.");
        }

        @Override
        public byte[] fill(TableSpec table, byte[] rows, SortedMap<Integer, BitSet> missing) {
            return rows;
        }
    };

    /**
     * Looks at a column's default expression before any row needs it.
     *
     * @throws PipitException when it cannot be computed
     */
    void check(TableSpec table, Column column);

    /**
     * Puts computed values into the rows of a block.
     *
     * @param rows as an Arrow IPC stream of the table's columns; a missing value is the zero of its type
     * @param missing by index of the column which rows lack a value
     * @return the rows, filled, in the same order
     */
    byte[] fill(TableSpec table, byte[] rows, SortedMap<Integer, BitSet> missing);
}
