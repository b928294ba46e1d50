package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.error.Article;
import java.util.List;
import java.util.stream.Collectors;

/** Maps: looked through with lambdas over key and value, put together, sorted. */
final class MapFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        String lambda = "condition Lambda, map Map";
        f.define("mapFilter", lambda, "The entries for which it holds.", c -> {
            return Rendered.of(
                    "map_from_entries(list_filter(map_entries(" + c.sql(1) + "), lambda e: "
                            + body(c, 1).truth() + "))",
                    type(c, 1));
        });
        f.define("mapExists", lambda, "Whether it holds for any entry.", c -> {
            return Rendered.condition("list_contains(list_transform(map_entries(" + c.sql(1) + "), lambda e: "
                    + body(c, 1).truth() + "), true)");
        });
        f.define("mapAll", lambda, "Whether it holds for all entries.", c -> {
            return Rendered.condition("(NOT list_contains(list_transform(map_entries(" + c.sql(1) + "), lambda e: "
                    + body(c, 1).truth() + "), false))");
        });
        f.define(
                "mapApply",
                "function Lambda, map Map",
                "Each entry turned into another, a tuple of key and value.",
                c -> {
                    Rendered pair = body(c, 1);
                    if (!(pair.type().bare() instanceof TupleType t)
                            || t.elements().size() != 2) {
                        throw c.error("its lambda gives " + Article.with(pair.type())
                                + ", where a tuple of key and value is expected");
                    }
                    String entry = "struct_pack(k := struct_extract(p, '1'), v := struct_extract(p, '2'))";
                    return Rendered.of(
                            "pipit_map(list_transform(list_transform(map_entries(" + c.sql(1) + "), lambda e: "
                                    + pair.sql() + "), lambda p: " + entry + "))",
                            new MapType(t.elements().get(0), t.elements().get(1)));
                });
        f.define("mapContainsValue", "map Map, value Any", "Whether there is a value.", c -> {
            return Rendered.condition("list_contains(map_values(" + c.sql(0) + "), "
                    + Conversions.widen(c.argument(1), type(c, 0).value()) + ")");
        });
        like(f, "Key", "key");
        like(f, "Value", "value");
        f.define("mapUpdate", "map Map, updates Map", "With the entries of another map; those win.", c -> {
            String updates = SqlText.cast(c.sql(1), c.type(0));
            String others = "list_filter(map_entries(" + c.sql(0) + "), lambda e: NOT list_contains(map_keys(" + updates
                    + "), e.key))";
            return Rendered.of("map_from_entries(" + others + " || map_entries(" + updates + "))", type(c, 0));
        });
        f.define("mapConcat", "map Map+", "Maps one after the other.", c -> {
            DataType type = ConditionalFunctions.common(c, c.values());
            String entries = c.values().stream()
                    .map(v -> "map_entries(" + Conversions.widen(v, type) + ")")
                    .collect(Collectors.joining(" || "));
            return Rendered.of(
                    "pipit_map(list_transform(" + entries + ", lambda e: {'k': e.key, 'v': e.value}))", type);
        });
        f.define(
                "mapPopulateSeries",
                "keys_or_map Any, values_or_last Any?, last Int?",
                "The keys from the least to the greatest, or to the last one that is wanted; values that are missing are 0.",
                MapSeries::rendered);
        sum(f, "mapAdd", "The sums of the values of each key.", " + ");
        sum(f, "mapSubtract", "The differences of the values of each key.", " - ");
        sort(f, "mapSort", "ASC", "Sorted upwards by key, or by a lambda.");
        sort(f, "mapReverseSort", "DESC", "Sorted downwards by key, or by a lambda.");
    }

    private static MapType type(CallSite c, int index) {
        if (c.type(index).bare() instanceof MapType map) {
            return map;
        }
        throw c.error("argument " + (index + 1) + " is of type " + c.type(index) + ", where a map is expected");
    }

    /** The body of a lambda of key and value over an entry {@code e}. */
    private static Rendered body(CallSite c, int map) {
        MapType type = type(c, map);
        Rendered lambda = c.lambda(0, List.of(type.key(), type.value()));
        String text = lambda.sql();
        int colon = text.indexOf(':');
        String[] names = text.substring("lambda ".length(), colon).split(", ");
        String body = text.substring(colon + 1)
                .strip()
                .replaceAll("\\b" + names[0] + "\\b", "e.key")
                .replaceAll("\\b" + names[1] + "\\b", "e.value");
        return new Rendered(body, lambda.type(), lambda.logical(), java.util.Optional.empty(), false);
    }

    private static void like(FunctionRegistry.Builder f, String part, String member) {
        f.define(
                "mapContains" + part + "Like",
                "map Map, pattern String",
                "Whether a " + member + " fits a pattern with % and _.",
                c -> {
                    return Rendered.condition("list_contains(list_transform(map_entries(" + c.sql(0) + "), lambda e: e."
                            + member + " LIKE " + c.text(1) + " ESCAPE '\\'), true)");
                });
        f.define(
                "mapExtract" + part + "Like",
                "map Map, pattern String",
                "The entries whose " + member + " fits a pattern with % and _.",
                c -> {
                    return Rendered.of(
                            "map_from_entries(list_filter(map_entries(" + c.sql(0) + "), lambda e: e." + member
                                    + " LIKE " + c.text(1) + " ESCAPE '\\'))",
                            type(c, 0));
                });
    }

    private static void sum(FunctionRegistry.Builder f, String name, String doc, String operator) {
        f.define(name, "first Map, second Map", doc, c -> {
            MapType a = type(c, 0);
            MapType b = type(c, 1);
            DataType sum = ArrayFunctions.sumType(
                    TypeRules.supertype(List.of(a.value(), b.value())).orElse(Types.INT64));
            String keys = "list_sort(list_distinct(map_keys(" + c.sql(0) + ") || map_keys(" + c.sql(1) + ")))";
            String value = "CAST(coalesce(" + c.sql(0) + "[k], 0) AS " + io.pipit.core.block.type.StorageTypes.of(sum)
                    + ")" + operator + "coalesce(" + c.sql(1) + "[k], 0)";
            return Rendered.of(
                    "map_from_entries(list_transform(" + keys + ", lambda k: struct_pack(k := k, v := " + value + ")))",
                    new MapType(a.key(), sum));
        });
    }

    private static void sort(FunctionRegistry.Builder f, String name, String direction, String doc) {
        f.define(name, "lambda_or_map Any, map Map?", doc, c -> {
            int map = c.isLambda(0) ? 1 : 0;
            String key = c.isLambda(0) ? body(c, 1).value() : "e.key";
            String keyed = "list_transform(map_entries(" + c.sql(map) + "), lambda e: {'o': " + key
                    + ", 'k': e.key, 'v': e.value})";
            return Rendered.of(
                    "map_from_entries(list_transform(list_sort(" + keyed + ", '" + direction
                            + "'), lambda s: struct_pack(k := s.k, v := s.v)))",
                    type(c, map));
        });
    }
}
