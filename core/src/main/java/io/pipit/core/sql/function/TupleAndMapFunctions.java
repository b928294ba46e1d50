package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.Article;
import io.pipit.core.error.Counted;
import java.util.ArrayList;
import java.util.List;

/** Tuples and maps. */
final class TupleAndMapFunctions implements FunctionRegistry.Family {
    private static final int ANY = ScalarFunction.ANY;

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.addOwnNulls("tuple", 0, ANY, "A tuple of the arguments.", TupleAndMapFunctions::tuple);
        f.addOwnNulls(
                "tupleElement",
                2,
                3,
                "A member of a tuple, by number from 1 or by name.",
                TupleAndMapFunctions::member);
        f.addOwnNulls("getSubcolumn", 2, 2, "A member by its path with dots.", TupleAndMapFunctions::subcolumn);
        f.addOwnNulls("untuple", 1, 1, "The members as columns.", c -> {
            throw c.error("it is not supported; write the members out");
        });
        f.addOwnNulls("map", 0, ANY, "A map of keys and values in turn.", TupleAndMapFunctions::map);
        f.add(
                "mapFromArrays",
                2,
                2,
                "A map of an array of keys and one of values.",
                c -> Rendered.of(
                        "pipit_map_of(" + c.sql(0) + ", " + c.sql(1) + ")",
                        new MapType(Types.element(c.type(0)), Types.element(c.type(1)))));
        f.add(
                "mapKeys",
                1,
                1,
                "The keys.",
                c -> Rendered.of("map_keys(" + c.sql(0) + ")", new ArrayType(type(c).key())));
        f.add(
                "mapValues",
                1,
                1,
                "The values.",
                c -> Rendered.of("map_values(" + c.sql(0) + ")", new ArrayType(type(c).value())));
        f.add(
                "mapContains",
                2,
                2,
                "Whether there is a key.",
                c -> Rendered.condition("list_contains(map_keys(" + c.sql(0) + "), "
                        + Conversions.widen(c.argument(1), type(c).key()) + ")"));
        f.alias("mapContains", "mapContainsKey");
        f.alias("mapFromArrays", "MAP_FROM_ARRAYS");
    }

    private static MapType type(CallSite c) {
        if (c.type(0).bare() instanceof MapType map) {
            return map;
        }
        throw c.error("argument 1 is " + Article.with(c.type(0)) + ", where a map is expected");
    }

    private static Rendered tuple(CallSite c) {
        List<String> names = new ArrayList<>();
        List<DataType> types = new ArrayList<>();
        List<String> members = new ArrayList<>();
        for (int i = 0; i < c.size(); i++) {
            names.add("");
            types.add(Types.plain(c.type(i)));
            members.add("'" + (i + 1) + "': " + c.argument(i).stored());
        }
        return Rendered.exact("{" + String.join(", ", members) + "}", new TupleType(names, types));
    }

    static Rendered member(CallSite c) {
        if (!(c.type(0).bare() instanceof TupleType tuple)) {
            throw c.error("argument 1 is " + Article.with(c.type(0)) + ", where a tuple is expected");
        }
        int index = index(c, tuple);
        return Rendered.exact(
                "struct_extract(" + c.sql(0) + ", " + SqlText.string(StorageTypes.memberName(tuple, index)) + ")",
                tuple.elements().get(index));
    }

    private static int index(CallSite c, TupleType tuple) {
        if (c.argument(1).text().isPresent()) {
            int index = tuple.names().indexOf(c.literal(1));
            if (index < 0) {
                throw c.error("the tuple has no member '" + c.literal(1) + "'; it has " + tuple.names());
            }
            return index;
        }
        int index = c.number(1) - 1;
        if (index < 0 || index >= tuple.elements().size()) {
            throw c.error("the tuple has " + Counted.of(tuple.elements().size(), "member") + ", not " + (index + 1));
        }
        return index;
    }

    private static Rendered subcolumn(CallSite c) {
        String sql = c.sql(0);
        DataType type = c.type(0).bare();
        for (String part : c.literal(1).split("\\.")) {
            if (!(type instanceof TupleType tuple) || !tuple.names().contains(part)) {
                throw c.error(Article.with(type) + " has no member '" + part + "'");
            }
            sql = "struct_extract(" + sql + ", " + SqlText.string(part) + ")";
            type = tuple.elements().get(tuple.names().indexOf(part));
        }
        return Rendered.exact(sql, type);
    }

    private static Rendered map(CallSite c) {
        if (c.size() % 2 == 1) {
            throw c.error("found " + Counted.of(c.size(), "argument") + " where keys and values in turn are expected");
        }
        List<Rendered> keys = new ArrayList<>();
        List<Rendered> values = new ArrayList<>();
        for (int i = 0; i < c.size(); i += 2) {
            keys.add(c.argument(i));
            values.add(c.argument(i + 1));
        }
        DataType key = keys.isEmpty() ? Types.STRING : ConditionalFunctions.common(c, keys);
        DataType value = values.isEmpty() ? Types.STRING : ConditionalFunctions.common(c, values);
        // keys that are written and differ need no look at them
        boolean known = keys.stream().flatMap(k -> k.text().stream()).distinct().count() == keys.size();
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String k = Conversions.widen(keys.get(i), key);
            String v = Conversions.widen(values.get(i), value);
            entries.add(known ? k + ": " + v : "{'k': " + k + ", 'v': " + v + "}");
        }
        MapType type = new MapType(key, value);
        String list = String.join(", ", entries);
        return Rendered.of(known ? "MAP {" + list + "}" : "pipit_map([" + list + "])", type);
    }
}
