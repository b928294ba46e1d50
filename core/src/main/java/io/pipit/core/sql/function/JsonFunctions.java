package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.block.type.TypeParser;
import java.util.List;

/** JSON in text columns. What is missing or does not fit gives the default of the result's type, never an error. */
final class JsonFunctions implements FunctionRegistry.Family {
    private static final int ANY = ScalarFunction.ANY;

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add(
                "JSONExtractString",
                1,
                ANY,
                "A value as text, or ''.",
                c -> Rendered.exact("coalesce(" + text(c, c.size()) + ", '')", Types.STRING));
        f.add("JSONExtractInt", 1, ANY, "A value as Int64, or 0.", c -> number(c, Types.INT64));
        f.add("JSONExtractUInt", 1, ANY, "A value as UInt64, or 0.", c -> number(c, Types.UINT64));
        f.add(
                "JSONExtractFloat",
                1,
                ANY,
                "A value as Float64, or 0.",
                c -> Rendered.exact("coalesce(TRY_CAST(" + text(c, c.size()) + " AS DOUBLE), 0)", Types.FLOAT64));
        f.add(
                "JSONExtractBool",
                1,
                ANY,
                "Whether a value is true.",
                c -> Rendered.condition("coalesce(" + text(c, c.size()) + " IN ('true', '1'), false)"));
        f.add(
                "JSONExtractRaw",
                1,
                ANY,
                "A value as the JSON text that it is, or ''.",
                c -> Rendered.exact("coalesce(" + raw(c, c.size()) + ", '')", Types.STRING));
        f.add(
                "JSONExtractArrayRaw",
                1,
                ANY,
                "The members of an array as JSON texts.",
                c -> Rendered.exact(
                        "coalesce(TRY_CAST(" + raw(c, c.size())
                                + " AS VARCHAR[]), CAST([] AS VARCHAR[]))"
                                        .replace("VARCHAR[]), CAST", "JSON[])::VARCHAR[], CAST"),
                        new ArrayType(Types.STRING)));
        f.add(
                "JSONExtractKeys",
                1,
                ANY,
                "The keys of an object.",
                c -> Rendered.exact(
                        "coalesce(TRY(json_keys(" + raw(c, c.size()) + ")), CAST([] AS VARCHAR[]))",
                        new ArrayType(Types.STRING)));
        f.add(
                "JSONExtractKeysAndValuesRaw",
                1,
                ANY,
                "The members of an object as pairs of key and JSON text.",
                JsonFunctions::pairs);
        f.add(
                "JSONExtractKeysAndValues",
                2,
                ANY,
                "The members of an object as pairs of key and value.",
                JsonFunctions::pairs);
        f.add("JSONExtract", 2, ANY, "A value as the type named last.", JsonFunctions::typed);
        f.add(
                "JSONHas",
                1,
                ANY,
                "Whether there is a value.",
                c -> Rendered.condition("(TRY(json_exists(" + c.text(0) + ", " + path(c, c.size()) + ")) IS TRUE)"));
        f.add(
                "JSONLength",
                1,
                ANY,
                "How many members an array or an object has.",
                c -> Rendered.of(
                        "coalesce(TRY(CASE json_type(" + c.text(0) + ", " + path(c, c.size())
                                + ") WHEN 'ARRAY' THEN json_array_length("
                                + c.text(0) + ", " + path(c, c.size()) + ") WHEN 'OBJECT' THEN len(json_keys("
                                + c.text(0) + ", "
                                + path(c, c.size()) + ")) END), 0)",
                        Types.UINT64));
        f.add(
                "JSONType",
                1,
                ANY,
                "The kind of a value.",
                c -> Rendered.of(
                        "CASE TRY(json_type(" + c.text(0) + ", " + path(c, c.size())
                                + ")) WHEN 'VARCHAR' THEN 'String' WHEN 'BIGINT' THEN 'Int64' "
                                + "WHEN 'UBIGINT' THEN 'Int64' WHEN 'DOUBLE' THEN 'Double' WHEN 'BOOLEAN' THEN 'Bool' WHEN 'ARRAY' THEN 'Array' "
                                + "WHEN 'OBJECT' THEN 'Object' ELSE 'Null' END",
                        Types.STRING));
        f.add("isValidJSON", 1, 1, "Whether a text is JSON.", c -> Rendered.condition("json_valid(" + c.text(0) + ")"));
        f.add(
                "JSON_VALUE",
                2,
                2,
                "The scalar at a path such as '$.a.b', or ''.",
                c -> Rendered.of(
                        "coalesce(TRY(CASE WHEN json_type(" + c.text(0) + ", " + c.sql(1)
                                + ") NOT IN ('ARRAY', 'OBJECT') THEN json_extract_string(" + c.text(0) + ", " + c.sql(1)
                                + ") END), '')",
                        Types.STRING));
        f.add(
                "toJSONString",
                1,
                1,
                "A value as JSON text.",
                c -> Rendered.of("CAST(to_json(" + c.sql(0) + ") AS VARCHAR)", Types.STRING));
        simple(f);
    }

    private static void simple(FunctionRegistry.Builder f) {
        for (String prefix : List.of("simpleJSON", "visitParam")) {
            f.add(
                    prefix + "ExtractString",
                    2,
                    2,
                    "A member as text, or ''.",
                    c -> Rendered.exact("coalesce(" + text(c, 2) + ", '')", Types.STRING));
            f.add(
                    prefix + "ExtractRaw",
                    2,
                    2,
                    "A member as JSON text, or ''.",
                    c -> Rendered.exact("coalesce(" + raw(c, 2) + ", '')", Types.STRING));
            f.add(prefix + "ExtractInt", 2, 2, "A member as Int64, or 0.", c -> number(c, Types.INT64));
            f.add(prefix + "ExtractUInt", 2, 2, "A member as UInt64, or 0.", c -> number(c, Types.UINT64));
            f.add(
                    prefix + "ExtractFloat",
                    2,
                    2,
                    "A member as Float64, or 0.",
                    c -> Rendered.exact("coalesce(TRY_CAST(" + text(c, 2) + " AS DOUBLE), 0)", Types.FLOAT64));
            f.add(
                    prefix + "ExtractBool",
                    2,
                    2,
                    "Whether a member is true.",
                    c -> Rendered.condition("coalesce(" + text(c, 2) + " = 'true', false)"));
            f.add(
                    prefix + "Has",
                    2,
                    2,
                    "Whether there is a member.",
                    c -> Rendered.condition("(TRY(json_exists(" + c.text(0) + ", " + path(c, 2) + ")) IS TRUE)"));
        }
    }

    /** Text that is not JSON is an error for the engine, and a missing value in the dialect. */
    private static String text(CallSite c, int until) {
        return "TRY(json_extract_string(" + c.text(0) + ", " + path(c, until) + "))";
    }

    private static String raw(CallSite c, int until) {
        return "CAST(TRY(json_extract(" + c.text(0) + ", " + path(c, until) + ")) AS VARCHAR)";
    }

    /** Keys and positions (from 1, or from -1 at the end) as a path of the engine. */
    private static String path(CallSite c, int until) {
        StringBuilder constant = new StringBuilder("$");
        StringBuilder dynamic = new StringBuilder();
        for (int i = 1; i < until; i++) {
            Rendered key = c.argument(i);
            if (key.text().isPresent()) {
                constant.append(".\"")
                        .append(key.text().get().replace("\"", "\\\""))
                        .append('"');
            } else if (key.constant().isPresent()) {
                int index = key.integer().orElse(0);
                constant.append(index > 0 ? "[" + (index - 1) + "]" : "[#" + index + "]");
            } else {
                dynamic.append(dynamic.isEmpty() ? "" : " || ").append(SqlText.string(constant.toString()));
                dynamic.append(
                        Types.text(key.type())
                                ? " || '.\"' || replace(" + key.sql() + ", '\"', '\\\"') || '\"'"
                                : " || '[' || CAST(" + key.number() + " - 1 AS VARCHAR) || ']'");
                constant.setLength(0);
            }
        }
        if (dynamic.isEmpty()) {
            return SqlText.string(constant.toString());
        }
        return "(" + dynamic + (constant.isEmpty() ? "" : " || " + SqlText.string(constant.toString())) + ")";
    }

    private static Rendered number(CallSite c, DataType type) {
        return Rendered.exact("coalesce(" + whole(text(c, c.size()), type) + ", 0)", type);
    }

    /** Numbers and texts of numbers, cut at the point: the engine's own conversion would round. */
    private static String whole(String text, DataType type) {
        String storage = StorageTypes.of(type).toString();
        return "CASE WHEN contains(" + text + ", '.') THEN TRY_CAST(trunc(TRY_CAST(" + text + " AS DOUBLE)) AS "
                + storage + ") ELSE TRY_CAST(" + text + " AS " + storage + ") END";
    }

    private static Rendered pairs(CallSite c) {
        boolean rawValues = c.function().endsWith("Raw");
        int until = rawValues ? c.size() : c.size() - 1;
        DataType value = rawValues ? Types.STRING : TypeParser.parse(c.literal(c.size() - 1));
        TupleType pair = new TupleType(List.of("", ""), List.of(Types.STRING, value));
        String object = raw(c, until);
        String extract = rawValues
                ? "CAST(json_extract(" + object + ", '$.\"' || k || '\"') AS VARCHAR)"
                : convert("json_extract_string(" + object + ", '$.\"' || k || '\"')", value);
        String list = "list_transform(json_keys(" + object + "), lambda k: {'1': k, '2': " + extract + "})";
        return Rendered.of("coalesce(TRY(" + list + "), [])", new ArrayType(pair));
    }

    private static String convert(String text, DataType type) {
        return "coalesce(TRY_CAST(" + text + " AS " + StorageTypes.of(type) + "), " + SqlText.defaultOf(type) + ")";
    }

    private static Rendered typed(CallSite c) {
        DataType type = TypeParser.parse(c.literal(c.size() - 1));
        int until = c.size() - 1;
        DataType bare = type.bare();
        if (bare instanceof ArrayType || bare instanceof TupleType || bare instanceof DataType.MapType) {
            String storage = StorageTypes.of(type).toString();
            return Rendered.of(
                    "coalesce(TRY(CAST(json_extract(" + c.text(0) + ", " + path(c, until) + ") AS " + storage + ")), "
                            + SqlText.defaultOf(type) + ")",
                    type);
        }
        String text = text(c, until);
        if (Types.integer(type)) {
            String whole = whole(text, type);
            return Rendered.of(type.nullable() ? whole : "coalesce(" + whole + ", 0)", type);
        }
        return Rendered.of(
                type.nullable() ? "TRY_CAST(" + text + " AS " + StorageTypes.of(type) + ")" : convert(text, type),
                type);
    }
}
