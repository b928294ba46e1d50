package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.TupleType;
import java.util.List;

/** Comma-separated: everything but numbers, booleans and NULL ({@code \N}) in double quotes; members of a tuple are columns. */
final class CsvWriter extends DelimitedWriter {
    CsvWriter(boolean names) {
        super(",", names);
    }

    @Override
    void name(StringBuilder out, String name) {
        quoted(out, name);
    }

    @Override
    void cell(StringBuilder out, Object value, DataType type) {
        if (value == null) {
            out.append("\\N");
        } else if (value instanceof Number || value instanceof Boolean) {
            PlainText.append(out, value, type);
        } else if (type.bare() instanceof TupleType tuple) {
            List<?> members = Values.members(value);
            for (int i = 0; i < members.size(); i++) {
                out.append(i == 0 ? "" : ",");
                cell(out, members.get(i), tuple.elements().get(i));
            }
        } else {
            StringBuilder text = new StringBuilder();
            PlainText.append(text, value, type);
            quoted(out, text);
        }
    }

    private static void quoted(StringBuilder out, CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c == '"' ? "\"\"" : String.valueOf(c));
        }
        out.append('"');
    }
}
