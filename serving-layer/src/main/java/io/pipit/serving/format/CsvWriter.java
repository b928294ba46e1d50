package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.util.List;

/** Comma-separated: everything but numbers, booleans and NULL ({@code \N}) in double quotes; members of a tuple are columns. */
final class CsvWriter implements RowWriter {
    private final boolean names;
    private Object[] totals;

    CsvWriter(boolean names) {
        this.names = names;
    }

    @Override
    public void begin(StringBuilder out, List<OutputColumn> columns) {
        if (!names) {
            return;
        }
        for (int i = 0; i < columns.size(); i++) {
            out.append(i == 0 ? "" : ",");
            quoted(out, columns.get(i).name());
        }
        out.append('\n');
    }

    @Override
    public void row(StringBuilder out, List<OutputColumn> columns, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : ",");
            cell(out, values[i], columns.get(i).type());
        }
        out.append('\n');
    }

    private void cell(StringBuilder out, Object value, DataType type) {
        if (value == null) {
            out.append("\\N");
        } else if (value instanceof Number || value instanceof Boolean) {
            PlainText.append(out, value, type);
        } else if (type.bare() instanceof TupleType tuple) {
            List<?> members = Values.members(value);
            for (int i = 0; i < members.size(); i++) {
                out.append(i == 0 ? "" : ",");
                cell(out, members.get(i), tuple.elements().get(i));
            }
        } else {
            StringBuilder text = new StringBuilder();
            PlainText.append(text, value, type);
            quoted(out, text);
        }
    }

    private static void quoted(StringBuilder out, CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c == '"' ? "\"\"" : String.valueOf(c));
        }
        out.append('"');
    }

    @Override
    public void totals(List<OutputColumn> columns, Object[] values) {
        totals = values;
    }

    @Override
    public void end(StringBuilder out, List<OutputColumn> columns, long rows, Reading reading) {
        if (totals != null) {
            out.append('\n');
            row(out, columns, totals);
        }
    }
}
