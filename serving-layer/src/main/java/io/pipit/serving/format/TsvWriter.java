package io.pipit.serving.format;

import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.util.List;

/** Tab-separated: tabs, ends of line and backslashes are escaped, NULL is {@code \N}. */
final class TsvWriter implements RowWriter {
    private final boolean names;
    private Object[] totals;

    TsvWriter(boolean names) {
        this.names = names;
    }

    @Override
    public void begin(StringBuilder out, List<OutputColumn> columns) {
        if (!names) {
            return;
        }
        for (int i = 0; i < columns.size(); i++) {
            out.append(i == 0 ? "" : "\t");
            escaped(out, columns.get(i).name());
        }
        out.append('\n');
    }

    @Override
    public void row(StringBuilder out, List<OutputColumn> columns, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : "\t");
            if (values[i] == null) {
                out.append("\\N");
            } else if (values[i] instanceof String text) {
                escaped(out, text);
            } else {
                PlainText.append(out, values[i], columns.get(i).type());
            }
        }
        out.append('\n');
    }

    private static void escaped(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            PlainText.escaped(out, text.charAt(i));
        }
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
