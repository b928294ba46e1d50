package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.column.ListBuffer;
import java.io.IOException;

/** Arrays of values that fit one cell. */
final class ListCell extends Cell {
    private final ListBuffer buffer;
    private final Cell element;

    ListCell(ListBuffer buffer, Cell element) {
        this.buffer = buffer;
        this.element = element;
    }

    @Override
    public String append(JsonInput in, JsonToken token) throws IOException {
        JsonParser json = in.parser();
        if (token != JsonToken.START_ARRAY) {
            return Found.instead("an array", in, token);
        }
        int index = 1;
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken(), index++) {
            String reason = element.append(in, t);
            if (reason != null) {
                Found.skipRest(json, JsonToken.END_ARRAY);
                buffer.dropOpenElements();
                return "element " + index + ": " + reason;
            }
        }
        buffer.endList();
        return null;
    }
}
