package io.pipit.serving.format;

import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.util.List;

/** Writes one answer in one format. */
interface RowWriter {
    /** Before the first row. */
    void begin(StringBuilder out, List<OutputColumn> columns);

    /** One row; the values are those of {@link Values}. */
    void row(StringBuilder out, List<OutputColumn> columns, Object[] values);

    /** The row of WITH TOTALS, after the others; formats that have no place for it leave it out. */
    default void totals(List<OutputColumn> columns, Object[] values) {
        // left out
    }

    /** How many rows there are before LIMIT at least, known after the last one; formats that have no place for it leave it out. */
    default void beforeLimit(long rows) {
        // left out
    }

    /** After the last row. */
    void end(StringBuilder out, List<OutputColumn> columns, long rows, Reading reading);
}
