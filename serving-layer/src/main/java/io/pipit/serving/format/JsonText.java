package io.pipit.serving.format;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/** Values as JSON: times as text, numbers as a style says. */
record JsonText(JsonStyle style) {
    private static final int LONG_BITS = 64;
    /** What stands for NULL where all values are texts: no text that somebody writes. */
    private static final String NULL = "ᴺᵁᴸᴸ";

    /** A value of a row. */
    void cell(StringBuilder out, Object value, DataType type) {
        if (!style.texts()) {
            append(out, value, type);
            return;
        }
        StringBuilder text = new StringBuilder();
        if (value == null) {
            text.append(NULL);
        } else {
            PlainText.append(text, value, type);
        }
        string(out, text.toString());
    }

    void append(StringBuilder out, Object value, DataType type) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof Number number) {
            number(out, number, type);
        } else if (value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof LocalDateTime time) {
            out.append('"');
            Times.append(out, time, type);
            out.append('"');
        } else if (type.bare() instanceof ArrayType array) {
            list(out, (List<?>) value, array);
        } else if (type.bare() instanceof TupleType tuple) {
            tuple(out, (List<?>) value, tuple);
        } else if (type.bare() instanceof MapType map) {
            map(out, (Map<?, ?>) value, map);
        } else if (type.bare() instanceof DataType.JsonType) {
            out.append(value);
        } else {
            string(out, value.toString());
        }
    }

    private void number(StringBuilder out, Number number, DataType type) {
        boolean denormal = Numbers.denormal(number);
        if (denormal && !style.quoteDenormals()) {
            out.append("null");
            return;
        }
        String quote = denormal || style.quoteLong() && wide(type.bare()) ? "\"" : "";
        out.append(quote);
        Numbers.append(out, number);
        out.append(quote);
    }

    private static boolean wide(DataType type) {
        return type instanceof DataType.IntType integer && integer.bits() >= LONG_BITS
                || type instanceof DataType.IntervalType;
    }

    static void string(StringBuilder out, String text) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    private void list(StringBuilder out, List<?> values, ArrayType type) {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",");
            append(out, values.get(i), type.element());
        }
        out.append(']');
    }

    private void tuple(StringBuilder out, List<?> values, TupleType type) {
        boolean named = type.names().stream().noneMatch(String::isEmpty)
                && !type.names().isEmpty();
        out.append(named ? '{' : '[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",");
            if (named) {
                string(out, type.names().get(i));
                out.append(':');
            }
            append(out, values.get(i), type.elements().get(i));
        }
        out.append(named ? '}' : ']');
    }

    private void map(StringBuilder out, Map<?, ?> values, MapType type) {
        out.append('{');
        int i = 0;
        for (Map.Entry<?, ?> e : values.entrySet()) {
            out.append(i++ == 0 ? "" : ",");
            StringBuilder key = new StringBuilder();
            PlainText.append(key, e.getKey(), type.key());
            string(out, key.toString());
            out.append(':');
            append(out, e.getValue(), type.value());
        }
        out.append('}');
    }
}
