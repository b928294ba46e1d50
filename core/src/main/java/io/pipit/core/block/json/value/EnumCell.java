package io.pipit.core.block.json.value;

import io.pipit.core.block.column.BytesBuffer;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.error.NearestName;
import java.util.HashMap;
import java.util.Map;

/** Names of an enumeration; a number stands for its name. */
final class EnumCell extends ScalarCell {
    private final BytesBuffer buffer;
    private final EnumType type;
    private final Map<String, char[]> names = new HashMap<>();

    EnumCell(BytesBuffer buffer, EnumType type) {
        this.buffer = buffer;
        this.type = type;
        type.entries()
                .forEach(e -> names.put(Integer.toString(e.number()), e.name().toCharArray()));
        type.entries().forEach(e -> names.put(e.name(), e.name().toCharArray()));
    }

    @Override
    String expected() {
        return "a name of " + type;
    }

    @Override
    String appendText(char[] text, int start, int length) {
        String given = new String(text, start, length);
        char[] name = names.get(given);
        if (name == null) {
            return foundText(text, start, length)
                    + NearestName.hint(
                            given,
                            type.entries().stream().map(EnumType.Entry::name).toList());
        }
        buffer.append(name, 0, name.length);
        return null;
    }
}
