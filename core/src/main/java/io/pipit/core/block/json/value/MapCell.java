package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.column.ListBuffer;
import io.pipit.core.block.column.StructBuffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Objects as maps of names to values. */
final class MapCell extends Cell {
    private final ListBuffer buffer;
    private final StructBuffer entries;
    private final ScalarCell key;
    private final Cell value;
    private final Set<String> keys = new HashSet<>();

    MapCell(ListBuffer buffer, ScalarCell key, Cell value) {
        this.buffer = buffer;
        this.entries = (StructBuffer) buffer.elements();
        this.key = key;
        this.value = value;
    }

    @Override
    public String append(JsonInput in, JsonToken token) throws IOException {
        JsonParser json = in.parser();
        if (token != JsonToken.START_OBJECT) {
            return Found.instead("an object", in, token);
        }
        keys.clear();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            String reason = keys.add(name) ? entry(in, name) : "the key is there twice";
            if (reason != null) {
                json.skipChildren();
                Found.skipRest(json, JsonToken.END_OBJECT);
                entries.dropOpenMembers();
                buffer.dropOpenElements();
                return "key '" + name + "': " + reason;
            }
        }
        buffer.endList();
        return null;
    }

    private String entry(JsonInput in, String name) throws IOException {
        char[] text = name.toCharArray();
        String reason = key.appendText(text, 0, text.length);
        if (reason == null) {
            reason = value.append(in, in.parser().nextToken());
        }
        if (reason == null) {
            entries.endStruct();
        }
        return reason;
    }
}
