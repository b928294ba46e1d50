package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.JsonType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import java.util.ArrayList;
import java.util.List;

/** Values as the JSON texts that the dialect prints. */
final class JsonTexts {
    private JsonTexts() {}

    static String of(Rendered value) {
        return value(value.value(), value.type(), 0);
    }

    private static String value(String sql, DataType type, int depth) {
        String text = bare(sql, type.bare(), depth);
        return type.nullable() ? "coalesce(" + text + ", 'null')" : text;
    }

    private static String bare(String sql, DataType type, int depth) {
        String v = "j" + depth;
        if (type instanceof ArrayType array) {
            return "('[' || array_to_string(list_transform(" + sql + ", lambda " + v + ": "
                    + value(v, array.element(), depth + 1) + "), ',') || ']')";
        } else if (type instanceof MapType map) {
            String key = quoted(Conversions.text(Rendered.of(v + ".key", map.key())));
            return "('{' || array_to_string(list_transform(map_entries(" + sql + "), lambda " + v + ": " + key
                    + " || ':' || " + value(v + ".value", map.value(), depth + 1) + "), ',') || '}')";
        } else if (type instanceof TupleType tuple) {
            return tuple(sql, tuple, depth);
        } else if (type instanceof FloatType) {
            return "CASE WHEN isfinite(" + sql + ") THEN pipit_float(" + sql + ") WHEN " + sql
                    + " IS NOT NULL THEN 'null' END";
        } else if (type instanceof BoolType) {
            return "CAST(" + sql + " AS VARCHAR)";
        } else if (type instanceof JsonType) {
            return "CAST(" + sql + " AS VARCHAR)";
        } else if (Types.number(type)) {
            return Conversions.text(Rendered.of(sql, type));
        }
        return quoted(Conversions.text(Rendered.of(sql, type)));
    }

    private static String quoted(String text) {
        return "replace(CAST(to_json(" + text + ") AS VARCHAR), '/', '\\/')";
    }

    private static String tuple(String sql, TupleType tuple, int depth) {
        boolean named = tuple.names().stream().noneMatch(String::isEmpty)
                && !tuple.names().isEmpty();
        List<String> members = new ArrayList<>();
        for (int i = 0; i < tuple.elements().size(); i++) {
            String name = StorageTypes.memberName(tuple, i);
            String member = value(
                    "struct_extract(" + sql + ", " + SqlText.string(name) + ")",
                    tuple.elements().get(i),
                    depth + 1);
            members.add(named ? quoted(SqlText.string(name)) + " || ':' || " + member : member);
        }
        String open = named ? "'{'" : "'['";
        String close = named ? "'}'" : "']'";
        return "(" + open + " || " + String.join(" || ',' || ", members) + (members.isEmpty() ? "''" : "") + " || "
                + close + ")";
    }
}
