package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/**
 * Values as the dialect's text, which CSV, TSV and readable tables share: arrays {@code [1,2]}, tuples {@code (1,'a')}, maps
 * <code>{'k':1}</code>; text within them is in single quotes.
 */
final class PlainText {
    private PlainText() {}

    static void append(StringBuilder out, Object value, DataType type) {
        if (value == null) {
            out.append("NULL");
        } else if (value instanceof Number number) {
            Numbers.append(out, number);
        } else if (value instanceof LocalDateTime time) {
            Times.append(out, time, type);
        } else if (type.bare() instanceof ArrayType array) {
            out.append('[');
            List<?> items = (List<?>) value;
            for (int i = 0; i < items.size(); i++) {
                out.append(i == 0 ? "" : ",");
                inner(out, items.get(i), array.element());
            }
            out.append(']');
        } else if (type.bare() instanceof TupleType tuple) {
            out.append('(');
            List<?> items = (List<?>) value;
            for (int i = 0; i < items.size(); i++) {
                out.append(i == 0 ? "" : ",");
                inner(out, items.get(i), tuple.elements().get(i));
            }
            out.append(')');
        } else if (type.bare() instanceof MapType map) {
            map(out, (Map<?, ?>) value, map);
        } else {
            out.append(value);
        }
    }

    private static void map(StringBuilder out, Map<?, ?> values, MapType type) {
        out.append('{');
        int i = 0;
        for (Map.Entry<?, ?> e : values.entrySet()) {
            out.append(i++ == 0 ? "" : ",");
            inner(out, e.getKey(), type.key());
            out.append(':');
            inner(out, e.getValue(), type.value());
        }
        out.append('}');
    }

    private static void inner(StringBuilder out, Object value, DataType type) {
        boolean quoted = value instanceof String || value instanceof LocalDate || value instanceof LocalDateTime;
        if (!quoted) {
            append(out, value, type);
            return;
        }
        StringBuilder text = new StringBuilder();
        append(text, value, type);
        out.append('\'');
        for (int i = 0; i < text.length(); i++) {
            escaped(out, text.charAt(i));
        }
        out.append('\'');
    }

    /** One character as TSV and quoted text have it. */
    static void escaped(StringBuilder out, char c) {
        switch (c) {
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\0' -> out.append("\\0");
            case '\\' -> out.append("\\\\");
            case '\'' -> out.append("\\'");
            default -> out.append(c);
        }
    }
}
