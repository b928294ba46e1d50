package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.util.List;

/** A line a row, its values with a delimiter between them; the names may be the first line. */
abstract class DelimitedWriter implements RowWriter {
    private final String delimiter;
    private final boolean names;
    private Object[] totals;

    DelimitedWriter(String delimiter, boolean names) {
        this.delimiter = delimiter;
        this.names = names;
    }

    abstract void name(StringBuilder out, String name);

    abstract void cell(StringBuilder out, Object value, DataType type);

    @Override
    public final void begin(StringBuilder out, List<OutputColumn> columns) {
        if (!names) {
            return;
        }
        for (int i = 0; i < columns.size(); i++) {
            out.append(i == 0 ? "" : delimiter);
            name(out, columns.get(i).name());
        }
        out.append('\n');
    }

    @Override
    public final void row(StringBuilder out, List<OutputColumn> columns, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : delimiter);
            cell(out, values[i], columns.get(i).type());
        }
        out.append('\n');
    }

    @Override
    public final void totals(List<OutputColumn> columns, Object[] values) {
        totals = values;
    }

    @Override
    public final void end(StringBuilder out, List<OutputColumn> columns, long rows, Reading reading) {
        if (totals != null) {
            out.append('\n');
            row(out, columns, totals);
        }
    }
}
