package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.error.Article;
import java.util.List;

/** {@code mapPopulateSeries}: of a map, or of an array of keys and one of values. */
final class MapSeries {
    private MapSeries() {}

    static Rendered rendered(CallSite c) {
        if (c.type(0).bare() instanceof MapType map) {
            return ofMap(c, map);
        } else if (c.size() < 2 || !Types.array(c.type(0)) || !Types.array(c.type(1))) {
            throw c.error("argument 1 is " + Article.with(c.type(0))
                    + ", where a map, or an array of keys and one of values, is expected");
        }
        DataType key = number(c, Types.element(c.type(0)), "keys");
        DataType value = number(c, Types.element(c.type(1)), "values");
        TupleType pair = new TupleType(List.of("", ""), List.of(new ArrayType(key), new ArrayType(value)));
        String keys = series("o.k", c, 2, key);
        String found = "coalesce(list_extract(o.v, list_position(o.k, k)), 0)";
        String values = "list_transform(" + keys + ", lambda k: " + SqlText.cast(found, value) + ")";
        String checked = "CASE WHEN len(" + c.sql(0) + ") = len(" + c.sql(1) + ") THEN " + c.sql(1)
                + " ELSE CAST(error('In mapPopulateSeries: the arrays are not of one length.') AS "
                + io.pipit.core.block.type.StorageTypes.of(c.type(1)) + ") END";
        return Rendered.of(
                SortedLists.once("'k': " + c.sql(0) + ", 'v': " + checked, "{'1': " + keys + ", '2': " + values + "}"),
                pair);
    }

    private static Rendered ofMap(CallSite c, MapType map) {
        DataType key = number(c, map.key(), "keys");
        DataType value = number(c, map.value(), "values");
        String found = SqlText.cast("coalesce(o.m[k], 0)", value);
        String sql = "map_from_entries(list_transform(" + series("map_keys(o.m)", c, 1, key)
                + ", lambda k: struct_pack(k := k, v := " + found + ")))";
        return Rendered.of(SortedLists.once("'m': " + c.sql(0), sql), map);
    }

    /** All keys from the least one on; none where there are no keys. */
    private static String series(String keys, CallSite c, int last, DataType key) {
        String until = c.size() > last ? c.integer(last) : "CAST(list_max(" + keys + ") AS BIGINT)";
        String range = "coalesce(generate_series(CAST(list_min(" + keys + ") AS BIGINT), " + until + "), [])";
        return SqlText.cast(range, new ArrayType(key));
    }

    private static DataType number(CallSite c, DataType type, String what) {
        boolean fits = what.equals("keys") ? Types.integer(type) : Types.number(type);
        if (!fits && !(type.bare() instanceof DataType.NothingType)) {
            throw c.error("its " + what + " are of type " + type + ", where "
                    + (what.equals("keys") ? "integers" : "numbers") + " are expected");
        }
        return Types.plain(type);
    }
}
