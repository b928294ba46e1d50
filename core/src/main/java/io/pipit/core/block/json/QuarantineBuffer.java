package io.pipit.core.block.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipit.core.block.column.BytesBuffer;
import io.pipit.core.block.column.FixedBuffer;
import io.pipit.core.block.column.ListBuffer;
import io.pipit.core.block.column.RowsBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Rows that do not fit: what was sent, as text, with the reasons. Slower than the rows that fit, and allowed to be. */
final class QuarantineBuffer {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final JsonTable table;
    private final RowsBuffer rows;

    QuarantineBuffer(JsonTable table) {
        this.table = table;
        this.rows = new RowsBuffer(table.quarantine());
    }

    RowsBuffer rows() {
        return rows;
    }

    /** Adds a record that is JSON but does not fit; reasons by column. */
    void unfit(byte[] bytes, int start, int end, Map<Integer, String> reasons, long acceptedAtMicros) {
        unfit(bytes, start, end, null, reasons, acceptedAtMicros);
    }

    /** Adds a message that is JSON but does not fit; reasons by column. */
    void unfit(Message message, Map<Integer, String> reasons, long acceptedAtMicros) {
        unfit(message.json(), 0, message.json().length, message, reasons, acceptedAtMicros);
    }

    private void unfit(
            byte[] bytes, int start, int end, Message message, Map<Integer, String> reasons, long acceptedAtMicros) {
        JsonNode record;
        try {
            record = MAPPER.readTree(bytes, start, end - start);
        } catch (IOException e) {
            malformed(bytes, start, end, message, e.getMessage(), acceptedAtMicros);
            return;
        }
        for (int i = 0; i < columns(); i++) {
            appendText(i, ofMessage(message, i) ? message.text(table.field(i)) : text(i, record));
        }
        ListBuffer names = (ListBuffer) rows.column(columns());
        ListBuffer texts = (ListBuffer) rows.column(columns() + 1);
        reasons.forEach((column, reason) -> {
            append(names.elements(), table.table().columns().get(column).name());
            append(texts.elements(), reason);
        });
        names.endList();
        texts.endList();
        end(bytes, start, end, acceptedAtMicros);
    }

    /** Adds a line that is no JSON object. */
    void malformed(byte[] bytes, int start, int end, String reason, long acceptedAtMicros) {
        malformed(bytes, start, end, null, reason, acceptedAtMicros);
    }

    /** Adds a message that cannot be read. */
    void malformed(Message message, String reason, long acceptedAtMicros) {
        malformed(message.json(), 0, message.json().length, message, reason, acceptedAtMicros);
    }

    private void malformed(byte[] bytes, int start, int end, Message message, String reason, long acceptedAtMicros) {
        for (int i = 0; i < columns(); i++) {
            appendText(i, ofMessage(message, i) ? message.text(table.field(i)) : null);
        }
        ListBuffer names = (ListBuffer) rows.column(columns());
        ListBuffer texts = (ListBuffer) rows.column(columns() + 1);
        append(names.elements(), "");
        append(texts.elements(), reason);
        names.endList();
        texts.endList();
        end(bytes, start, end, acceptedAtMicros);
    }

    private void end(byte[] bytes, int start, int end, long acceptedAtMicros) {
        append(rows.column(columns() + 2), new String(bytes, start, end - start, StandardCharsets.UTF_8));
        long second = Math.floorDiv(acceptedAtMicros, MICROS_PER_SECOND) * MICROS_PER_SECOND;
        ((FixedBuffer) rows.column(columns() + 3)).append(second);
        rows.endRow();
    }

    private boolean ofMessage(Message message, int column) {
        return message != null && table.field(column) != null;
    }

    private int columns() {
        return table.table().columns().size();
    }

    private String text(int column, JsonNode record) {
        JsonNode value =
                table.path(column).map(path -> follow(record, path, 0)).orElse(JsonNodeFactory.instance.missingNode());
        return value.isMissingNode() || value.isNull()
                ? null
                : value.isTextual() ? value.textValue() : value.toString();
    }

    private static JsonNode follow(JsonNode from, JsonPath path, int step) {
        if (step == path.steps().size()) {
            return from;
        }
        String name = path.steps().get(step);
        if (!name.equals(JsonPath.EACH)) {
            return follow(from.path(name), path, step + 1);
        }
        if (!from.isArray()) {
            return from;
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        from.forEach(element -> {
            JsonNode value = follow(element, path, step + 1);
            values.add(value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value);
        });
        return values;
    }

    private void appendText(int column, String text) {
        if (text == null) {
            rows.column(column).appendNull();
        } else {
            append(rows.column(column), text);
        }
    }

    private static void append(io.pipit.core.block.column.ColumnBuffer to, String text) {
        ((BytesBuffer) to).append(text.toCharArray(), 0, text.length());
    }
}
