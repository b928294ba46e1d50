package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;

/** Tab-separated: tabs, ends of line and backslashes are escaped, NULL is {@code \N}. */
final class TsvWriter extends DelimitedWriter {
    TsvWriter(boolean names) {
        super("\t", names);
    }

    @Override
    void name(StringBuilder out, String name) {
        escaped(out, name);
    }

    @Override
    void cell(StringBuilder out, Object value, DataType type) {
        if (value == null) {
            out.append("\\N");
        } else if (value instanceof String text) {
            escaped(out, text);
        } else {
            PlainText.append(out, value, type);
        }
    }

    private static void escaped(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            PlainText.escaped(out, text.charAt(i));
        }
    }
}
