package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arrays, tuples and maps as the texts that the dialect prints: {@code ['a','b']}, {@code (1,'x')}, {@code {'k':1}}. */
final class Containers {
    private Containers() {}

    /** The text of a container; empty for other types. */
    static Optional<String> text(Rendered value) {
        return text(value.sql(), value.type().bare(), 0);
    }

    private static Optional<String> text(String sql, DataType type, int depth) {
        String v = "x" + depth;
        if (type instanceof ArrayType array) {
            String members = "list_transform(" + sql + ", lambda " + v + ": " + member(v, array.element(), depth) + ")";
            return Optional.of("('[' || coalesce(array_to_string(" + members + ", ','), '') || ']')");
        } else if (type instanceof MapType map) {
            String entry =
                    member(v + ".key", map.key(), depth) + " || ':' || " + member(v + ".value", map.value(), depth);
            String members = "list_transform(map_entries(" + sql + "), lambda " + v + ": " + entry + ")";
            return Optional.of("('{' || coalesce(array_to_string(" + members + ", ','), '') || '}')");
        } else if (type instanceof TupleType tuple) {
            List<String> members = new ArrayList<>();
            for (int i = 0; i < tuple.elements().size(); i++) {
                String name = SqlText.string(StorageTypes.memberName(tuple, i));
                members.add(member(
                        "struct_extract(" + sql + ", " + name + ")",
                        tuple.elements().get(i),
                        depth));
            }
            return Optional.of("('(' || " + String.join(" || ',' || ", members) + " || ')')");
        }
        return Optional.empty();
    }

    private static String member(String sql, DataType type, int depth) {
        DataType bare = type.bare();
        String text = text(sql, bare, depth + 1).orElseGet(() -> Conversions.text(Rendered.of(sql, bare)));
        boolean quoted = Types.text(bare) || Types.enumeration(bare) || Types.date(bare) || Types.instant(bare);
        if (quoted) {
            text = "'''' || replace(replace(" + text + ", '\\', '\\\\'), '''', '\\''') || ''''";
        }
        return type.nullable() ? "coalesce(" + text + ", 'NULL')" : "(" + text + ")";
    }

    /**
     * Tuples are converted member by member by their places, where the engine would go by names; also within arrays. Nothing where
     * the engine's own cast does the same.
     */
    static Optional<String> convert(String sql, DataType from, DataType to, String cast) {
        if (from instanceof TupleType a
                && to instanceof TupleType b
                && a.elements().size() == b.elements().size()) {
            List<String> members = new ArrayList<>();
            for (int i = 0; i < a.elements().size(); i++) {
                String member = "struct_extract(" + sql + ", " + SqlText.string(StorageTypes.memberName(a, i)) + ")";
                members.add(SqlText.string(StorageTypes.memberName(b, i)) + ": "
                        + member(member, a.elements().get(i), b.elements().get(i), cast));
            }
            return Optional.of("{" + String.join(", ", members) + "}");
        } else if (from instanceof MapType map
                && to instanceof ArrayType pairs
                && pairs.element() instanceof TupleType pair
                && pair.elements().size() == 2) {
            String key = member("m.key", map.key(), pair.elements().get(0), cast);
            String value = member("m.value", map.value(), pair.elements().get(1), cast);
            return Optional.of("list_transform(map_entries(" + sql + "), lambda m: {"
                    + SqlText.string(StorageTypes.memberName(pair, 0)) + ": " + key + ", "
                    + SqlText.string(StorageTypes.memberName(pair, 1)) + ": " + value + "})");
        } else if (from instanceof TupleType lists && to instanceof MapType map && pairOfLists(lists)) {
            return Optional.of("pipit_map_of(" + list(sql, lists, 0, map.key(), cast) + ", "
                    + list(sql, lists, 1, map.value(), cast) + ")");
        } else if (from instanceof ArrayType pairs
                && to instanceof MapType map
                && pairs.element().bare() instanceof TupleType pair
                && pair.elements().size() == 2) {
            String key = member(OrderKey.member(pair, 0, "m"), pair.elements().get(0), map.key(), cast);
            String value = member(OrderKey.member(pair, 1, "m"), pair.elements().get(1), map.value(), cast);
            return Optional.of(
                    "pipit_map(list_transform(" + sql + ", lambda m: {'k': " + key + ", 'v': " + value + "}))");
        } else if (from instanceof ArrayType a && to instanceof ArrayType b && converts(a.element(), b.element())) {
            return Optional.of(
                    "list_transform(" + sql + ", lambda m: " + member("m", a.element(), b.element(), cast) + ")");
        }
        return Optional.empty();
    }

    private static boolean pairOfLists(TupleType tuple) {
        return tuple.elements().size() == 2 && tuple.elements().stream().allMatch(e -> e.bare() instanceof ArrayType);
    }

    /** A member of a tuple that is a list, with its members converted. */
    private static String list(String sql, TupleType tuple, int place, DataType to, String cast) {
        String list = "struct_extract(" + sql + ", " + SqlText.string(StorageTypes.memberName(tuple, place)) + ")";
        return member(list, tuple.elements().get(place), new ArrayType(to), cast);
    }

    private static boolean converts(DataType from, DataType to) {
        if (from.bare() instanceof ArrayType a && to.bare() instanceof ArrayType b) {
            return converts(a.element(), b.element());
        }
        return from.bare() instanceof TupleType && to.bare() instanceof TupleType;
    }

    private static String member(String sql, DataType from, DataType to, String cast) {
        Rendered member = Rendered.exact(sql, from);
        String converted = cast.equals("CAST") ? Conversions.convert(member, to) : Conversions.tryConvert(member, to);
        return SqlText.cast(converted, to);
    }
}
