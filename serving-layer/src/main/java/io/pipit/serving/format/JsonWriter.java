package io.pipit.serving.format;

import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.util.List;
import java.util.Locale;

/** One object with {@code meta}, {@code data}, {@code rows} and {@code statistics}. */
final class JsonWriter implements RowWriter {
    private static final double NANOS = 1e9;
    private final JsonText texts;
    private boolean first = true;
    private Object[] totals;

    JsonWriter(JsonStyle style) {
        this.texts = new JsonText(style);
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
        object(out, texts, columns, values);
    }

    @Override
    public void totals(List<OutputColumn> columns, Object[] values) {
        totals = values;
    }

    static void object(StringBuilder out, JsonText texts, List<OutputColumn> columns, Object[] values) {
        out.append('{');
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : ",");
            JsonText.string(out, columns.get(i).name());
            out.append(':');
            texts.append(out, values[i], columns.get(i).type());
        }
        out.append('}');
    }

    @Override
    public void end(StringBuilder out, List<OutputColumn> columns, long rows, Reading reading) {
        double elapsed = (System.nanoTime() - reading.startedNanos()) / NANOS;
        out.append("\n],\n");
        if (totals != null) {
            out.append("\"totals\": ");
            object(out, texts, columns, totals);
            out.append(",\n");
        }
        out.append(String.format(
                Locale.ROOT,
                "\"rows\": %d,\n\"statistics\": {\"elapsed\": %.9f, \"rows_read\": %d, \"bytes_read\": %d}\n}\n",
                rows,
                elapsed,
                reading.rowsRead(),
                reading.bytesRead()));
    }
}
