package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.column.ColumnBuffer;
import java.io.IOException;

/** Values of another cell, or null. */
final class NullableCell extends Cell {
    private final ColumnBuffer buffer;
    private final Cell inner;

    NullableCell(ColumnBuffer buffer, Cell inner) {
        this.buffer = buffer;
        this.inner = inner;
    }

    @Override
    public String append(JsonInput in, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            buffer.appendNull();
            return null;
        }
        return inner.append(in, token);
    }
}
