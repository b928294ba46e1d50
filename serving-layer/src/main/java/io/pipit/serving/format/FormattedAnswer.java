package io.pipit.serving.format;

import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Writes the rows of a query in a format, as bytes in UTF-8, up to a bound. */
public final class FormattedAnswer implements AnswerWriter<byte[]> {
    private static final int CHUNK = 1 << 16;

    private final OutputFormat format;
    private final JsonStyle style;
    private final AnswerLimit limit;
    private long rowCount;
    private long bytesRead;

    /** In a format. */
    public FormattedAnswer(OutputFormat format, long limitBytes) {
        this(format, JsonStyle.BARE, limitBytes);
    }

    /** In a format, with a style where that is one of JSON. */
    public FormattedAnswer(OutputFormat format, JsonStyle style, long limitBytes) {
        this.format = format;
        this.style = style;
        this.limit = new AnswerLimit(limitBytes);
    }

    /** How many rows the last answer has. */
    public long rows() {
        return rowCount;
    }

    /** The stored bytes of the tables that were read for it. */
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public byte[] write(List<OutputColumn> columns, ResultSet rows, Reading reading) throws SQLException {
        RowWriter writer = format.writer(style);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder out = new StringBuilder();
        writer.begin(out, columns);
        Object[] values = new Object[columns.size()];
        boolean flagged = rows.getMetaData().getColumnCount() > values.length; // see TranslatedQuery.TOTALS
        long count = 0;
        while (rows.next()) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Values.read(rows, i + 1, columns.get(i).type());
            }
            if (flagged && rows.getBoolean(values.length + 1)) {
                writer.totals(columns, values.clone());
                continue;
            }
            writer.row(out, columns, values);
            count++;
            if (out.length() > CHUNK) {
                drain(out, bytes);
            }
        }
        rowCount = count;
        bytesRead = reading.bytesRead();
        writer.end(out, columns, count, reading);
        drain(out, bytes);
        return bytes.toByteArray();
    }

    private void drain(StringBuilder out, ByteArrayOutputStream bytes) {
        bytes.writeBytes(out.toString().getBytes(StandardCharsets.UTF_8));
        out.setLength(0);
        if (limit.passed(bytes.size())) {
            throw limit.exceeded();
        }
    }
}
