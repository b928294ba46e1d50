package io.pipit.core.block.json.value;

import io.pipit.core.block.column.BitBuffer;
import java.util.Locale;

/** Truth values: {@code true}, {@code false}, 1, 0, and texts of them. */
final class BooleanCell extends ScalarCell {
    private static final int LONGEST = 5;

    private final BitBuffer buffer;

    BooleanCell(BitBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    String expected() {
        return "Bool";
    }

    @Override
    String appendBoolean(boolean value) {
        buffer.append(value);
        return null;
    }

    @Override
    String appendText(char[] text, int start, int length) {
        String given = length > LONGEST ? "" : new String(text, start, length).toLowerCase(Locale.ROOT);
        return switch (given) {
            case "true", "1" -> appendBoolean(true);
            case "false", "0" -> appendBoolean(false);
            default -> foundText(text, start, length);
        };
    }
}
