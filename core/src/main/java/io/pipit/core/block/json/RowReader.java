package io.pipit.core.block.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.Column;
import io.pipit.core.block.column.ColumnBuffer;
import io.pipit.core.block.column.ListBuffer;
import io.pipit.core.block.column.RowsBuffer;
import io.pipit.core.block.json.DefaultExpression.Kind;
import io.pipit.core.block.json.value.Cell;
import io.pipit.core.block.json.value.Cells;
import io.pipit.core.block.json.value.JsonInput;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads one record after the other into rows, each in one pass over its JSON. Not thread-safe.
 *
 * <p>A record that does not fit leaves no trace in the rows; {@link #reasons()} says why, for each column.
 */
final class RowReader {
    private final JsonTable table;
    private final List<Column> columns;
    private final RowsBuffer rows;
    private final Cell[] cells;
    private final boolean[] nullable;
    private final int[] seenInRecord;
    private final ColumnBuffer[] defaults;
    private final SortedMap<Integer, BitSet> missing = new TreeMap<>();
    private final Map<Integer, String> reasons = new LinkedHashMap<>();
    private int record;
    private JsonInput in;

    RowReader(JsonTable table, RowsBuffer rows) {
        this.table = table;
        this.columns = table.table().columns();
        this.rows = rows;
        int count = columns.size();
        this.cells = new Cell[count];
        this.nullable = new boolean[count];
        this.seenInRecord = new int[count];
        this.defaults = new ColumnBuffer[count];
        for (int i = 0; i < count; i++) {
            boolean each = table.path(i).filter(JsonPath::each).isPresent();
            ColumnBuffer buffer = each ? ((ListBuffer) rows.column(i)).elements() : rows.column(i);
            cells[i] = Cells.of(table.valueType(i), buffer);
            nullable[i] = table.valueType(i).nullable();
        }
    }

    /** Sets the time that {@code now()} stands for in the records that follow. */
    void acceptedAt(long micros) {
        for (int i = 0; i < defaults.length; i++) {
            DefaultValue value = table.defaultOf(i);
            if (value == null || value.kind() == Kind.COLUMN) {
                continue;
            }
            defaults[i] = value.kind() == Kind.CONSTANT || value.kind() == Kind.COMPUTED
                    ? value.constant()
                    : DefaultValue.at(columns.get(i), value.kind(), micros);
        }
    }

    /**
     * Reads the object that starts at the input's current token.
     *
     * @return whether it fits and is a row now
     * @throws IOException when the input is not JSON; nothing of the record is kept
     */
    boolean read(JsonInput input) throws IOException {
        return read(input, null);
    }

    /** The same for the value of a message, which also fills columns of its own. */
    boolean read(JsonInput input, Message message) throws IOException {
        in = input;
        record++;
        reasons.clear();
        int row = rows.rows();
        boolean complete = false;
        try {
            value(table.root(), JsonToken.START_OBJECT);
            if (message != null) {
                fill(message);
            }
            fillAbsent();
            complete = reasons.isEmpty();
        } finally {
            if (complete) {
                rows.endRow();
            } else {
                rows.truncate(row);
                truncate(row);
            }
        }
        return complete;
    }

    private void fill(Message message) throws IOException {
        for (int column = 0; column < cells.length; column++) {
            MessageField field = table.field(column);
            if (field != null) {
                begin(column);
                String reason = MessageFiller.append(
                        message, field, columns.get(column).type(), rows.column(column), cells[column]);
                if (reason != null) {
                    refuse(column, reason);
                }
            }
        }
    }

    /** By column which rows lack a value that has to be computed; of rows that are there no more, too. */
    SortedMap<Integer, BitSet> missing() {
        return missing;
    }

    /** Forgets what was missing in rows from an index on. */
    void truncate(int row) {
        missing.values().forEach(m -> m.clear(row, Math.max(row, m.length())));
    }

    /** Why the last record did not fit: reasons by column. */
    Map<Integer, String> reasons() {
        return reasons;
    }

    private void value(PathNode node, JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            nested(node, token);
            return;
        }
        for (int column : node.columns()) {
            put(column, token);
        }
        for (int column : node.rawColumns()) {
            put(column, token);
        }
        if (node.elements() != null && token != JsonToken.VALUE_NULL) {
            refuse(node.elements(), "expected an array");
        }
    }

    private void nested(PathNode node, JsonToken token) throws IOException {
        boolean into = token == JsonToken.START_OBJECT ? node.hasMembers() : node.elements() != null;
        int readers = node.columns().length + (into ? 1 : 0);
        boolean raw = node.rawColumns().length > 0;
        int start = raw || readers > 1 ? in.tokenStart() : 0;
        if (token == JsonToken.START_OBJECT && node.elements() != null) {
            refuse(node.elements(), "expected an array, found an object");
        }
        if (readers == 1) {
            readOnce(node, token);
        } else {
            in.parser().skipChildren();
        }
        if (raw || readers > 1) {
            int end = in.position();
            for (int column : node.rawColumns()) {
                putRaw(column, start, end);
            }
            if (readers > 1) {
                readEach(node, token, start, end);
            }
        }
    }

    private void readOnce(PathNode node, JsonToken token) throws IOException {
        if (node.columns().length > 0) {
            put(node.columns()[0], token);
        } else if (token == JsonToken.START_OBJECT) {
            members(node);
        } else {
            elements(node.elements());
        }
    }

    /** Several columns want parts of one object or array: it is read once for each, which is rare. */
    private void readEach(PathNode node, JsonToken token, int start, int end) throws IOException {
        JsonInput outer = in;
        boolean into = token == JsonToken.START_OBJECT ? node.hasMembers() : node.elements() != null;
        for (int i = 0; i < node.columns().length + (into ? 1 : 0); i++) {
            try (JsonInput part = new JsonInput(outer.bytes(), start, end)) {
                in = part;
                part.parser().nextToken();
                if (i < node.columns().length) {
                    put(node.columns()[i], token);
                } else if (token == JsonToken.START_OBJECT) {
                    members(node);
                } else {
                    elements(node.elements());
                }
            } finally {
                in = outer;
            }
        }
    }

    private void members(PathNode node) throws IOException {
        JsonParser json = in.parser();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            PathNode member = node.member(name);
            JsonToken token = json.nextToken();
            if (member == null) {
                json.skipChildren();
            } else {
                value(member, token);
            }
        }
    }

    private void put(int column, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL && !nullable[column]) {
            if (table.defaultOf(column) == null) {
                refuse(column, "is null, but " + columns.get(column).type() + " is not Nullable");
            }
            return;
        }
        begin(column);
        String reason = cells[column].append(in, token);
        if (reason != null) {
            refuse(column, reason);
        }
    }

    private void putRaw(int column, int start, int end) {
        begin(column);
        String reason = Cells.text(rows.column(column)).appendRaw(in.bytes(), start, end - start);
        if (reason != null) {
            refuse(column, reason);
        }
    }

    /** Of a member that is there twice, the last one counts. */
    private void begin(int column) {
        if (seenInRecord[column] == record) {
            rows.column(column).truncate(rows.rows());
        }
        seenInRecord[column] = record;
    }

    private void refuse(int column, String reason) {
        seenInRecord[column] = record;
        reasons.putIfAbsent(column, reason);
    }

    private void refuse(PathNode node, String reason) {
        for (int column : node.below()) {
            refuse(column, reason);
        }
    }

    private void elements(PathNode node) throws IOException {
        for (int column : node.below()) {
            begin(column);
        }
        JsonParser json = in.parser();
        int count = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            element(node, token, count++);
            for (int column : node.below()) {
                fillAbsentElement(column, count);
            }
        }
        for (int column : node.below()) {
            ((ListBuffer) rows.column(column)).endList();
        }
    }

    /** The value of an element, or of a member of it, at any depth. */
    private void element(PathNode node, JsonToken token, int index) throws IOException {
        if (token == JsonToken.START_OBJECT
                && node.hasMembers()
                && node.columns().length + node.rawColumns().length == 0) {
            JsonParser json = in.parser();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                PathNode member = node.member(name);
                JsonToken next = json.nextToken();
                if (member == null) {
                    json.skipChildren();
                } else {
                    element(member, next, index);
                }
            }
            return;
        }
        int start = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY ? in.tokenStart() : -1;
        int readers = 0;
        for (int column : node.below()) {
            boolean here = contains(node.columns(), column) || contains(node.rawColumns(), column);
            if (here) {
                putElement(column, token, index, start, readers++);
            }
        }
        if (readers == 0) {
            in.parser().skipChildren();
        }
    }

    private void putElement(int column, JsonToken token, int index, int start, int reader) throws IOException {
        if (((ListBuffer) rows.column(column)).openElements() > index || reasons.containsKey(column)) {
            if (reader == 0) {
                in.parser().skipChildren();
            }
            return;
        }
        String reason;
        if (reader > 0 && start >= 0) {
            int end = in.position();
            try (JsonInput part = new JsonInput(in.bytes(), start, end)) {
                reason = cells[column].append(part, part.parser().nextToken());
            }
        } else {
            reason = cells[column].append(in, token);
        }
        if (reason != null) {
            refuse(column, "element " + (index + 1) + ": " + reason);
        }
    }

    private void fillAbsentElement(int column, int count) {
        ListBuffer list = (ListBuffer) rows.column(column);
        if (list.openElements() >= count || reasons.containsKey(column)) {
            return;
        }
        if (nullable[column]) {
            list.elements().appendNull();
        } else {
            refuse(column, "element " + count + ": the member is missing");
        }
    }

    private void fillAbsent() {
        for (int i = 0; i < cells.length; i++) {
            if (seenInRecord[i] != record) {
                absent(i);
            }
        }
        for (int i = 0; i < cells.length; i++) {
            DefaultValue value = table.defaultOf(i);
            if (value != null && value.kind() == Kind.COLUMN && seenInRecord[i] != record && reasons.isEmpty()) {
                rows.column(i).appendCopy(rows.column(value.source()), rows.rows());
            }
        }
    }

    private void absent(int column) {
        if (defaults[column] != null) {
            rows.column(column).appendCopy(defaults[column], 0);
            if (table.defaultOf(column).kind() == Kind.COMPUTED) {
                missing.computeIfAbsent(column, c -> new BitSet()).set(rows.rows());
            }
        } else if (table.defaultOf(column) != null) {
            return; // another column, once that has its value
        } else if (columns.get(column).type().nullable()) {
            rows.column(column).appendNull();
        } else if (table.path(column).isEmpty()) {
            ZeroValue.append(columns.get(column).type(), rows.column(column));
        } else {
            refuse(column, "is missing at " + table.path(column).orElseThrow() + " and has no DEFAULT");
        }
    }

    private static boolean contains(int[] columns, int column) {
        for (int c : columns) {
            if (c == column) {
                return true;
            }
        }
        return false;
    }
}
