package io.pipit.serving.format;

import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.util.List;
import java.util.Locale;

/** One object with {@code meta}, {@code data}, {@code rows} and {@code statistics}; its rows are objects or arrays. */
final class JsonWriter implements RowWriter {
    private static final double NANOS = 1e9;
    private final JsonText texts;
    private final boolean compact;
    private boolean first = true;
    private Object[] totals;
    private String beforeLimit = "";

    JsonWriter(JsonStyle style, boolean compact) {
        this.texts = new JsonText(style);
        this.compact = compact;
    }

    @Override
    public void begin(StringBuilder out, List<OutputColumn> columns) {
        out.append("{\n\"meta\": [");
        for (int i = 0; i < columns.size(); i++) {
            out.append(i == 0 ? "\n" : ",\n").append("{\"name\": ");
            JsonText.string(out, columns.get(i).name());
            out.append(", \"type\": ");
            JsonText.string(out, columns.get(i).type().toString());
            out.append('}');
        }
        out.append("\n],\n\"data\": [");
    }

    @Override
    public void row(StringBuilder out, List<OutputColumn> columns, Object[] values) {
        out.append(first ? "\n" : ",\n");
        first = false;
        row(out, texts, columns, values, compact);
    }

    @Override
    public void totals(List<OutputColumn> columns, Object[] values) {
        totals = values;
    }

    @Override
    public void beforeLimit(long rows) {
        beforeLimit = "\"rows_before_limit_at_least\": " + rows + ",\n";
    }

    /** An object, or the values alone as an array. */
    static void row(StringBuilder out, JsonText texts, List<OutputColumn> columns, Object[] values, boolean compact) {
        out.append(compact ? '[' : '{');
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : ",");
            if (!compact) {
                JsonText.string(out, columns.get(i).name());
                out.append(':');
            }
            texts.cell(out, values[i], columns.get(i).type());
        }
        out.append(compact ? ']' : '}');
    }

    @Override
    public void end(StringBuilder out, List<OutputColumn> columns, long rows, Reading reading) {
        double elapsed = (System.nanoTime() - reading.startedNanos()) / NANOS;
        out.append("\n],\n");
        if (totals != null) {
            out.append("\"totals\": ");
            row(out, texts, columns, totals, compact);
            out.append(",\n");
        }
        out.append(String.format(
                Locale.ROOT,
                "\"rows\": %d,\n%s\"statistics\": {\"elapsed\": %.9f, \"rows_read\": %d, \"bytes_read\": %d}\n}\n",
                rows,
                beforeLimit,
                elapsed,
                reading.rowsRead(),
                reading.bytesRead()));
    }
}
