package io.pipit.serving.format;

import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.util.List;

/** One JSON object a line, or one array. */
final class NdjsonWriter implements RowWriter {
    private final JsonText texts;
    private final boolean compact;

    NdjsonWriter(JsonStyle style, boolean compact) {
        this.texts = new JsonText(style);
        this.compact = compact;
    }

    @Override
    public void begin(StringBuilder out, List<OutputColumn> columns) {
        // nothing before the rows
    }

    @Override
    public void row(StringBuilder out, List<OutputColumn> columns, Object[] values) {
        JsonWriter.row(out, texts, columns, values, compact);
        out.append('\n');
    }

    @Override
    public void end(StringBuilder out, List<OutputColumn> columns, long rows, Reading reading) {
        // nothing after the rows
    }
}
