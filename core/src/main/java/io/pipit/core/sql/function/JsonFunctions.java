package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.block.type.TypeParser;
import java.util.List;

/** JSON in text columns. What is missing or does not fit gives the default of the result's type, never an error. */
final class JsonFunctions implements FunctionRegistry.Family {
    private static final String KEYS = "json Any, key Any*";
    private static final ArrayType TEXTS = new ArrayType(Types.STRING);

    @Override
    public void register(FunctionRegistry.Builder f) {
        for (boolean folded : new boolean[] {false, true}) {
            extracts(f, folded);
        }
        questions(f);
        paths(f);
        f.defineOwnNulls("toJSONString", "value Any", "A value as JSON text.", c -> {
            if (c.type(0).bare() instanceof DataType.NothingType) {
                return Rendered.of("NULL", Types.NOTHING);
            }
            String text = JsonTexts.of(c.argument(0));
            return c.type(0).nullable()
                    ? Rendered.exact(
                            "CASE WHEN " + c.sql(0) + " IS NOT NULL THEN " + text + " END",
                            Types.nullable(Types.STRING))
                    : Rendered.exact(text, Types.STRING);
        });
        f.define("prettyPrintJSON", "json String", "JSON text over several lines.", c -> {
            return Rendered.exact("pipit_text('prettyJson', " + c.text(0) + ")", Types.STRING);
        });
        f.alias("prettyPrintJSON", "prettyJSON");
    }

    private static final DataType KINDS = TypeParser.parse(
            "Enum8('Null' = 0, 'String' = 34, 'Array' = 91, 'Bool' = 98, 'Double' = 100, 'Int64' = 105, "
                    + "'UInt64' = 117, 'Object' = 123)");

    private static void extracts(FunctionRegistry.Builder f, boolean folded) {
        String suffix = folded ? "CaseInsensitive" : "";
        String more = folded ? ", without regard to the case of keys." : ".";
        f.define("JSONExtractString" + suffix, KEYS, "A value as text, or ''" + more, c -> {
            return Rendered.exact("coalesce(" + JsonPaths.text(c, c.size(), folded) + ", '')", Types.STRING);
        });
        f.define("JSONExtractInt" + suffix, KEYS, "A value as Int64, or 0" + more, c -> number(c, Types.INT64, folded));
        f.define(
                "JSONExtractUInt" + suffix,
                KEYS,
                "A value as UInt64, or 0" + more,
                c -> number(c, Types.UINT64, folded));
        f.define("JSONExtractFloat" + suffix, KEYS, "A value as Float64, or 0" + more, c -> {
            return Rendered.exact(
                    "coalesce(TRY_CAST(" + JsonPaths.text(c, c.size(), folded) + " AS DOUBLE), 0)", Types.FLOAT64);
        });
        f.define("JSONExtractBool" + suffix, KEYS, "Whether a value is true, or a number other than 0" + more, c -> {
            String raw = JsonPaths.raw(c, c.size(), folded);
            return Rendered.condition("coalesce(" + raw + " = 'true' OR TRY_CAST(" + raw + " AS DOUBLE) <> 0, false)");
        });
        f.define("JSONExtractRaw" + suffix, KEYS, "A value as the JSON text that it is, or ''" + more, c -> {
            return Rendered.exact("coalesce(" + whole(JsonPaths.raw(c, c.size(), folded)) + ", '')", Types.STRING);
        });
        f.define("JSONExtractArrayRaw" + suffix, KEYS, "The members of an array as JSON texts" + more, c -> {
            String list = "TRY_CAST(" + whole(JsonPaths.raw(c, c.size(), folded)) + " AS JSON[])";
            return Rendered.exact("coalesce(CAST(" + list + " AS VARCHAR[]), CAST([] AS VARCHAR[]))", TEXTS);
        });
        f.define("JSONExtractKeys" + suffix, KEYS, "The keys of an object" + more, c -> {
            return Rendered.exact(
                    "coalesce(TRY(json_keys(" + JsonPaths.raw(c, c.size(), folded) + ")), CAST([] AS VARCHAR[]))",
                    TEXTS);
        });
        f.define(
                "JSONExtractKeysAndValuesRaw" + suffix,
                KEYS,
                "The members of an object as pairs of key and JSON text" + more,
                c -> {
                    return pairs(c, c.size(), Types.STRING, true, folded);
                });
        f.define(
                "JSONExtractKeysAndValues" + suffix,
                "json Any, key_or_type Any+",
                "The members of an object as pairs of key and value" + more,
                c -> {
                    return pairs(c, c.size() - 1, c.typeLiteral(c.size() - 1), false, folded);
                });
        f.define(
                "JSONExtract" + suffix,
                "json Any, key_or_type Any+",
                "A value as the type named last" + more,
                c -> typed(c, folded));
    }

    private static void questions(FunctionRegistry.Builder f) {
        f.define("JSONHas", KEYS, "Whether there is a value.", c -> {
            return Rendered.condition("(" + JsonPaths.raw(c, c.size(), false) + " IS NOT NULL)");
        });
        f.define("JSONLength", KEYS, "How many members an array or an object has.", c -> {
            String raw = JsonPaths.raw(c, c.size(), false);
            return Rendered.of(
                    "coalesce(CASE left(" + raw + ", 1) WHEN '[' THEN json_array_length(" + raw
                            + ") WHEN '{' THEN len(json_keys(" + raw + ")) END, 0)",
                    Types.UINT64);
        });
        f.define(
                "JSONType",
                KEYS,
                "The kind of a value: Null, String, Int64, UInt64, Double, Bool, Array or Object.",
                c -> {
                    return Rendered.of(
                            "CASE TRY(json_type(" + JsonPaths.raw(c, c.size(), false)
                                    + ")) WHEN 'VARCHAR' THEN 'String' WHEN 'BIGINT' THEN 'Int64' WHEN 'UBIGINT' THEN CASE WHEN length("
                                    + JsonPaths.raw(c, c.size(), false) + ") > 18 AND TRY_CAST("
                                    + JsonPaths.raw(c, c.size(), false)
                                    + " AS BIGINT) IS NULL THEN 'UInt64' ELSE 'Int64' END WHEN 'DOUBLE' THEN 'Double' "
                                    + "WHEN 'BOOLEAN' THEN 'Bool' WHEN 'ARRAY' THEN 'Array' WHEN 'OBJECT' THEN 'Object' ELSE 'Null' END",
                            KINDS);
                });
        f.define(
                "JSONAllPaths",
                "json Any",
                "The paths of all values of a JSON column that are not NULL, in order.",
                c -> {
                    return Rendered.exact(
                            "CAST(CAST(pipit_text('jsonPaths', CAST(" + c.sql(0)
                                    + " AS VARCHAR)) AS JSON) AS VARCHAR[])",
                            TEXTS);
                });
        f.define(
                "JSONAllPathsWithTypes",
                "json Any",
                "The paths of all values of a JSON column that are not NULL, with the types of the values.",
                c -> {
                    return Rendered.exact(
                            "CAST(CAST(pipit_text('jsonPathTypes', CAST(" + c.sql(0)
                                    + " AS VARCHAR)) AS JSON) AS MAP(VARCHAR, VARCHAR))",
                            new MapType(Types.STRING, Types.STRING));
                });
        f.define("JSONKey", "json String, position Int", "The key of the member at a position.", c -> {
            return Rendered.exact(
                    "pipit_text('jsonKey', " + c.text(0) + ", CAST(" + c.integer(1) + " AS VARCHAR))", Types.STRING);
        });
        f.define("JSONArrayLength", "json String", "How many members an array has, or NULL.", c -> {
            String t = c.text(0);
            return Rendered.of(
                    "TRY(CASE WHEN json_type(" + t + ") = 'ARRAY' THEN json_array_length(" + t + ") END)",
                    Types.nullable(Types.UINT64));
        });
        f.alias("JSONArrayLength", "JSON_ARRAY_LENGTH");
        f.define(
                "isValidJSON",
                "text String",
                "Whether a text is JSON.",
                c -> Rendered.condition("json_valid(" + c.text(0) + ")"));
    }

    private static void paths(FunctionRegistry.Builder f) {
        String signature = "json String, path String";
        f.define("JSON_VALUE", signature, "The scalar at a path such as '$.a.b', or ''.", c -> {
            String at = "(" + c.text(0) + ", " + c.sql(1) + ")";
            // asked first: TRY does not hold what a text that is not JSON throws
            return Rendered.exact(
                    "coalesce(CASE WHEN json_valid(" + c.text(0) + ") THEN TRY(CASE json_type" + at
                            + " WHEN 'ARRAY' THEN '' WHEN 'OBJECT' THEN '' WHEN 'NULL' THEN 'null'"
                            + " ELSE json_extract_string" + at + " END) END, '')",
                    Types.STRING);
        });
        f.define("JSON_QUERY", signature, "The values at a path in an array, or ''.", c -> {
            return Rendered.exact("pipit_text('jsonQuery', " + c.text(0) + ", " + c.text(1) + ")", Types.STRING);
        });
        f.define("JSON_EXISTS", signature, "Whether there is a value at a path.", c -> {
            return Rendered.condition("(pipit_text('jsonQuery', " + c.text(0) + ", " + c.text(1) + ") <> '')");
        });
        f.define("JSONMergePatch", "json String, patch String*", "Objects put together; later ones win.", c -> {
            StringBuilder sql = new StringBuilder("pipit_text('jsonMerge'");
            for (int i = 0; i < c.size(); i++) {
                sql.append(", ").append(c.text(i));
            }
            return Rendered.exact(sql.append(")").toString(), Types.STRING);
        });
        f.alias("JSONMergePatch", "jsonMergePatch");
    }

    /** A JSON text whose numbers show no empty fraction: 1 and not 1.0. */
    private static String whole(String raw) {
        return "CASE WHEN contains(" + raw + ", '.0') THEN pipit_text('jsonNumbers', CAST(" + raw
                + " AS VARCHAR)) ELSE CAST(" + raw + " AS VARCHAR) END";
    }

    private static Rendered number(CallSite c, DataType type, boolean folded) {
        return Rendered.exact("coalesce(" + whole(JsonPaths.text(c, c.size(), folded), type) + ", 0)", type);
    }

    /** Numbers and texts of numbers, cut at the point: the engine's own conversion would round. */
    static String whole(String text, DataType type) {
        String storage = StorageTypes.of(type).toString();
        return "CASE WHEN contains(" + text + ", '.') THEN TRY_CAST(trunc(TRY_CAST(" + text + " AS DOUBLE)) AS "
                + storage + ") ELSE TRY_CAST(" + text + " AS " + storage + ") END";
    }

    private static Rendered pairs(CallSite c, int until, DataType value, boolean rawValues, boolean folded) {
        TupleType pair = new TupleType(List.of("", ""), List.of(Types.STRING, value));
        String object = JsonPaths.raw(c, until, folded);
        String at = "(" + object + ", '$.\"' || k || '\"')";
        String extract =
                rawValues ? whole("CAST(json_extract" + at + " AS VARCHAR)") : convert("json_extract" + at, value);
        String list = "list_transform(json_keys(" + object + "), lambda k: {'1': k, '2': " + extract + "})";
        return Rendered.of(
                "coalesce(TRY(" + list + "), " + SqlText.defaultOf(new ArrayType(pair)) + ")", new ArrayType(pair));
    }

    private static Rendered typed(CallSite c, boolean folded) {
        DataType type = c.typeLiteral(c.size() - 1);
        int until = c.size() - 1;
        DataType bare = type.bare();
        if (bare instanceof DataType.StringType) {
            String text = JsonPaths.text(c, until, folded);
            return Rendered.exact(type.nullable() ? text : "coalesce(" + text + ", '')", type);
        } else if (bare instanceof DataType.FloatType) {
            String text = "TRY_CAST(" + JsonPaths.text(c, until, folded) + " AS " + StorageTypes.of(type) + ")";
            return Rendered.exact(type.nullable() ? text : "coalesce(" + text + ", 0)", type);
        }
        String raw = JsonPaths.raw(c, until, folded);
        return Rendered.of(type.nullable() ? scalar(raw, type) : convert(raw, type), type);
    }

    private static String convert(String raw, DataType type) {
        return "coalesce(" + scalar(raw, type) + ", " + SqlText.defaultOf(type) + ")";
    }

    private static String scalar(String raw, DataType type) {
        DataType bare = type.bare();
        String typed = "pipit_text('jsonTyped', CAST(" + raw + " AS VARCHAR), "
                + SqlText.string(JsonTypes.describe(type)) + ")";
        boolean container = bare instanceof ArrayType || bare instanceof TupleType || bare instanceof MapType;
        if (container) {
            return "TRY(CAST(CAST(" + typed + " AS JSON) AS " + StorageTypes.of(type) + "))";
        } else if (bare instanceof DataType.JsonType) {
            return "CAST(" + raw + " AS VARCHAR)";
        }
        String text = "json_extract_string(" + typed + ", '$')";
        return Types.instant(bare)
                ? "TRY(" + Conversions.tryConvert(Rendered.of(text, Types.STRING), bare) + ")"
                : "TRY_CAST(" + text + " AS " + StorageTypes.of(type) + ")";
    }
}
