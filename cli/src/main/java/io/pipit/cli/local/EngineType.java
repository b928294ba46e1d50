package io.pipit.cli.local;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.TypeParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which type of the dialect a column of a file gets whose type the engine has found out. As in the engine that defined the dialect, what
 * a file holds is nullable.
 */
final class EngineType {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("BOOLEAN", "Bool"),
            Map.entry("TINYINT", "Int8"),
            Map.entry("SMALLINT", "Int16"),
            Map.entry("INTEGER", "Int32"),
            Map.entry("BIGINT", "Int64"),
            Map.entry("HUGEINT", "Int128"),
            Map.entry("UTINYINT", "UInt8"),
            Map.entry("USMALLINT", "UInt16"),
            Map.entry("UINTEGER", "UInt32"),
            Map.entry("UBIGINT", "UInt64"),
            Map.entry("FLOAT", "Float32"),
            Map.entry("DOUBLE", "Float64"),
            Map.entry("DATE", "Date32"),
            Map.entry("TIMESTAMP", "DateTime64(6)"),
            Map.entry("TIMESTAMP_S", "DateTime"),
            Map.entry("TIMESTAMP_MS", "DateTime64(3)"),
            Map.entry("TIMESTAMP_NS", "DateTime64(9)"),
            Map.entry("TIMESTAMP WITH TIME ZONE", "DateTime64(6, 'UTC')"),
            Map.entry("UUID", "UUID"));

    /** Files of text say less than the engine finds in them: there, the dialect sees no UUIDs and knows times by the second. */
    private static final Map<String, String> IN_TEXT = Map.of(
            "DATE", "Date",
            "TIMESTAMP", "DateTime",
            "TIMESTAMP WITH TIME ZONE", "DateTime64(9)",
            "UUID", "String");

    private final String text;
    private final Map<String, String> first;
    private int at;

    private EngineType(String text, Map<String, String> first) {
        this.text = text;
        this.first = first;
    }

    /** The type of the dialect for the engine's name of a type in a file of typed columns; texts for what has no better one. */
    static DataType typed(String engineType) {
        return TypeParser.parse(new EngineType(engineType, Map.of()).type());
    }

    /** The same in a file of text. */
    static DataType inText(String engineType) {
        return TypeParser.parse(new EngineType(engineType, IN_TEXT).type());
    }

    private String type() {
        String type = text.startsWith("STRUCT(", at) ? struct() : text.startsWith("MAP(", at) ? map() : scalar();
        while (text.startsWith("[]", at)) {
            at += 2;
            type = "Array(" + type + ")";
        }
        return type;
    }

    private String struct() {
        at += "STRUCT(".length();
        List<String> members = new ArrayList<>();
        while (text.charAt(at) != ')') {
            String name = name();
            members.add("`" + name + "` " + type());
            skip(", ");
        }
        at++;
        return "Tuple(" + String.join(", ", members) + ")";
    }

    private String map() {
        at += "MAP(".length();
        String key = type();
        skip(", ");
        String value = type();
        at++;
        return "Map(" + (key.startsWith("Nullable(") ? key.substring("Nullable(".length(), key.length() - 1) : key)
                + ", " + value + ")";
    }

    /** A name, in double quotes where it is not plain. */
    private String name() {
        int start = at;
        if (text.charAt(at) == '"') {
            at = text.indexOf('"', at + 1) + 1;
            String name = text.substring(start + 1, at - 1);
            skip(" ");
            return name;
        }
        at = text.indexOf(' ', at);
        String name = text.substring(start, at);
        skip(" ");
        return name;
    }

    private String scalar() {
        int start = at;
        if (text.startsWith("DECIMAL(", at)) {
            at = text.indexOf(')', at) + 1;
            return "Nullable(" + text.substring(start, at).replace("DECIMAL", "Decimal") + ")";
        }
        while (at < text.length() && ",)[".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String name = text.substring(start, at);
        return "Nullable(" + first.getOrDefault(name, NAMES.getOrDefault(name, "String")) + ")";
    }

    private void skip(String expected) {
        if (text.startsWith(expected, at)) {
            at += expected.length();
        }
    }
}
