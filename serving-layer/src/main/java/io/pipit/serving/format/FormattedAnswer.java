package io.pipit.serving.format;

import io.pipit.core.sql.BeforeLimit;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.query.AnswerWriter;
import io.pipit.serving.query.ResultShape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes the rows of a query in a format, as bytes in UTF-8, up to a bound. */
public final class FormattedAnswer implements AnswerWriter<byte[]> {
    /** What comes before LIMIT is counted in tables of so many rows: where there are more, it may take as long as the answer. */
    private static final long MOST_COUNTED = 100_000;

    private static final int CHUNK = 1 << 16;

    private final OutputFormat format;
    private final JsonStyle style;
    private final AnswerLimit limit;
    private long rowCount;
    private long bytesRead;
    private Optional<BeforeLimit> beforeLimit = Optional.empty();

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
    public TranslatedQuery asked(TranslatedQuery query, long rows) {
        boolean few = rows <= MOST_COUNTED;
        beforeLimit = format.countsBeforeLimit()
                ? query.beforeLimit().map(limit -> few ? limit : limit.uncounted())
                : Optional.empty();
        return few && beforeLimit.isPresent() ? query.countedAnswer() : query.answer();
    }

    @Override
    public String statement(String sql, TranslatedQuery query) {
        return counts(query)
                ? ResultShape.of(sql, query.columns(), List.of(BeforeLimit.COLUMN))
                : ResultShape.of(sql, query);
    }

    private boolean counts(TranslatedQuery query) {
        return query.withTotals().isEmpty()
                && beforeLimit.flatMap(BeforeLimit::counted).isPresent();
    }

    @Override
    public byte[] write(List<OutputColumn> columns, ResultSet rows, Reading reading) throws SQLException {
        RowWriter writer = format.writer(style);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder out = new StringBuilder();
        writer.begin(out, columns);
        Object[] values = new Object[columns.size()];
        int more = values.length + 1; // see TranslatedQuery.TOTALS and BeforeLimit.COLUMN
        boolean counted = columnIs(rows, more, BeforeLimit.COLUMN);
        boolean flagged = columnIs(rows, more, TranslatedQuery.TOTALS);
        OptionalLong before = OptionalLong.empty();
        long count = 0;
        while (rows.next()) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Values.read(rows, i + 1, columns.get(i).type());
            }
            if (counted && count == 0) {
                before = OptionalLong.of(rows.getLong(more));
            }
            if (flagged && rows.getBoolean(more)) {
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
        if (beforeLimit.isPresent()) {
            beforeLimit.get().of(count, before).ifPresent(writer::beforeLimit);
        }
        writer.end(out, columns, count, reading);
        drain(out, bytes);
        return bytes.toByteArray();
    }

    private static boolean columnIs(ResultSet rows, int column, String name) throws SQLException {
        ResultSetMetaData all = rows.getMetaData();
        return all.getColumnCount() >= column && all.getColumnLabel(column).equals(name);
    }

    private void drain(StringBuilder out, ByteArrayOutputStream bytes) {
        bytes.writeBytes(out.toString().getBytes(StandardCharsets.UTF_8));
        out.setLength(0);
        if (limit.passed(bytes.size())) {
            throw limit.exceeded();
        }
    }
}
