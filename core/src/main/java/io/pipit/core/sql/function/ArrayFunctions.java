package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.error.Article;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Arrays. Positions count from 1, or from -1 at the end; what is outside gives the default of the member's type. */
final class ArrayFunctions implements FunctionRegistry.Family {
    private static final int ANY = ScalarFunction.ANY;

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.addOwnNulls("array", 0, ANY, "An array of the arguments.", ArrayFunctions::array);
        f.addOwnNulls(
                "arrayElement", 2, 2, "A member of an array, or the value of a key of a map.", ArrayFunctions::element);
        f.add("range", 1, 3, "The numbers from a start up to an end, without it.", ArrayFunctions::range);
        f.defineOwnNulls("has", "array Any, value Any", "Whether an array holds a value, or a map a key.", c -> {
            if (c.type(0).bare() instanceof DataType.MapType m) {
                return Rendered.condition(
                        "list_contains(map_keys(" + c.sql(0) + "), " + Conversions.widen(c.argument(1), m.key()) + ")");
            } else if (c.type(1).bare() instanceof DataType.NothingType) {
                return Rendered.condition("(len(list_filter(" + list(c, 0) + ", lambda v: v IS NULL)) > 0)");
            }
            String held = "coalesce(list_contains(" + list(c, 0) + ", " + value(c, 0, 1) + "), false)";
            return c.type(1).nullable()
                    ? Rendered.condition("CASE WHEN " + c.sql(1) + " IS NULL THEN len(list_filter(" + list(c, 0)
                            + ", lambda v: v IS NULL)) > 0 ELSE " + held + " END")
                    : Rendered.condition(held);
        });
        f.add(
                "hasAll",
                2,
                2,
                "Whether an array holds all of another.",
                c -> Rendered.condition("list_has_all(" + both(c, 0) + ", " + both(c, 1) + ")"));
        f.add(
                "hasAny",
                2,
                2,
                "Whether an array holds any of another.",
                c -> Rendered.condition("list_has_any(" + both(c, 0) + ", " + both(c, 1) + ")"));
        f.defineOwnNulls("indexOf", "array Array, value Any", "The position of a value, or 0.", c -> {
            return Rendered.of("coalesce(list_position(" + list(c, 0) + ", " + value(c, 0, 1) + "), 0)", Types.UINT64);
        });
        f.alias("indexOf", "indexOfAssumeSorted");
        f.defineOwnNulls("countEqual", "array Array, value Any", "How often a value is in an array.", c -> {
            return Rendered.of(
                    "len(list_filter(" + list(c, 0) + ", lambda v: v IS NOT DISTINCT FROM " + value(c, 0, 1) + "))",
                    Types.UINT64);
        });
        f.add("arrayConcat", 1, ANY, "Arrays one after the other.", c -> {
            DataType type = ConditionalFunctions.common(c, c.values());
            return Rendered.of(
                    c.values().stream()
                            .map(v -> Conversions.widen(v, type))
                            .collect(Collectors.joining(" || ", "(", ")")),
                    type);
        });
        f.add("arraySlice", 2, 3, "A part of an array.", ArrayFunctions::slice);
        f.add(
                "arrayDistinct",
                1,
                1,
                "Without repeats, in the order of first occurrence.",
                c -> same(c, distinct(c.sql(0))));
        f.add("arrayReverse", 1, 1, "Back to front.", c -> same(c, "list_reverse(" + list(c, 0) + ")"));
        f.add("arrayFlatten", 1, 1, "Arrays of arrays as one array.", ArrayFunctions::flatten);
        f.alias("arrayFlatten", "flatten");
        f.add(
                "arrayCompact",
                1,
                1,
                "Without repeats that stand side by side.",
                c -> same(
                        c,
                        "list_filter(" + list(c, 0) + ", lambda v, i: i = 1 OR v IS DISTINCT FROM list_extract("
                                + list(c, 0) + ", i - 1))"));
        f.add(
                "arrayEnumerate",
                1,
                1,
                "The positions of the members.",
                c -> Rendered.of("range(1, len(" + list(c, 0) + ") + 1)", new ArrayType(Types.UINT32)));
        f.addOwnNulls("arrayPushBack", 2, 2, "With a value at the end.", c -> push(c, true));
        f.addOwnNulls("arrayPushFront", 2, 2, "With a value at the start.", c -> push(c, false));
        f.add("arrayPopBack", 1, 1, "Without the last.", c -> same(c, "list_slice(" + list(c, 0) + ", 1, -2)"));
        f.add("arrayPopFront", 1, 1, "Without the first.", c -> same(c, "list_slice(" + list(c, 0) + ", 2, -1)"));
        f.add("arrayIntersect", 1, ANY, "What is in all arrays.", ArrayFunctions::intersect);
        f.add("arrayZip", 1, ANY, "Members of several arrays as tuples.", ArrayFunctions::zip);
        f.add("arrayDifference", 1, 1, "The differences between neighbours.", ArrayFunctions::differences);
        f.add(
                "arrayResize",
                2,
                3,
                "With that many members.",
                c -> same(
                        c,
                        c.argument(1).integer().filter(n -> n < 0).isPresent()
                                ? "list_slice(" + list(c, 0) + ", " + c.integer(1) + ", -1)"
                                : "list_resize(" + list(c, 0) + ", " + c.integer(1) + ", "
                                        + (c.size() > 2 ? c.sql(2) : SqlText.defaultOf(Types.element(c.type(0))))
                                        + ")"));
        f.add(
                "arrayWithConstant",
                2,
                2,
                "A value several times.",
                c -> Rendered.of(
                        "list_transform(range(" + c.integer(0) + "), lambda v: " + c.sql(1) + ")",
                        new ArrayType(Types.plain(c.type(1)))));
    }

    static String list(CallSite c, int index) {
        if (!Types.array(c.type(index))) {
            throw c.error(
                    "argument " + (index + 1) + " is " + Article.with(c.type(index)) + ", where an array is expected");
        }
        return c.sql(index);
    }

    static DataType sumType(DataType element) {
        DataType bare = element.bare();
        if (bare instanceof DataType.DecimalType d) {
            return new DataType.DecimalType(38, d.scale());
        } else if (bare instanceof DataType.FloatType) {
            return Types.FLOAT64;
        }
        return bare instanceof DataType.IntType i && i.signed() ? Types.INT64 : Types.UINT64;
    }

    private static Rendered differences(CallSite c) {
        String list = list(c, 0);
        DataType element = Types.element(c.type(0));
        if (element.nullable() && !(element instanceof DataType.NothingType)) {
            throw c.error("the members of the array may be NULL; take those out with arrayFilter");
        } else if (Types.date(element)) {
            return Rendered.of(steps(list, "(v - DATE '1970-01-01')", "DATE '1970-01-01'"), new ArrayType(Types.INT32));
        } else if (Types.instant(element)) {
            return Rendered.of(
                    steps("list_transform(" + list + ", lambda t: epoch_us(t) // 1000000)", "v", "0"),
                    new ArrayType(Types.INT64));
        }
        DataType type = element.bare() instanceof DataType.DecimalType
                ? element.bare()
                : TypeRules.arithmetic(element, element, true);
        if (element.bare() instanceof DataType.IntType i && i.bits() == 64 && !i.signed()) {
            String wide = "list_transform(" + list + ", lambda t: CAST(t AS HUGEINT))";
            return Rendered.of(
                    "list_transform(" + steps(wide, "v", "0") + ", lambda t: " + Conversions.wrapped("t", Types.INT64)
                            + ")",
                    new ArrayType(Types.INT64));
        }
        return Rendered.of(steps(SqlText.cast(list, new ArrayType(type)), "v", "0"), new ArrayType(type));
    }

    private static String steps(String list, String value, String base) {
        String before = "list_extract(" + list + ", i - 1)";
        String other = base.equals("0") ? before : "(" + before + " - " + base + ")";
        return "list_transform(" + list + ", lambda v, i: CASE WHEN i = 1 THEN 0 ELSE " + value + " - " + other
                + " END)";
    }

    private static Rendered same(CallSite c, String sql) {
        list(c, 0);
        return Rendered.of(sql, Types.plain(c.type(0)));
    }

    static String distinct(String list) {
        return "list_filter(" + list + ", lambda v, i: list_position(" + list + ", v) = i)";
    }

    private static String value(CallSite c, int array, int index) {
        Rendered other = Rendered.of("", Types.element(c.type(array)));
        return Comparisons.align(c.argument(index), other, c::error).value();
    }

    private static String both(CallSite c, int index) {
        return Conversions.widen(
                c.argument(index), ConditionalFunctions.common(c, List.of(c.argument(0), c.argument(1))));
    }

    private static Rendered array(CallSite c) {
        List<Rendered> values = c.values();
        DataType element = ConditionalFunctions.common(c, values);
        if (values.isEmpty()) {
            return Rendered.of("[]", new ArrayType(Types.NOTHING));
        }
        return Rendered.of(
                values.stream().map(v -> Conversions.widen(v, element)).collect(Collectors.joining(", ", "[", "]")),
                new ArrayType(element));
    }

    private static Rendered element(CallSite c) {
        DataType type = c.type(0).bare();
        if (type instanceof DataType.MapType map) {
            return Rendered.of(
                    "coalesce(" + c.sql(0) + "[" + Conversions.widen(c.argument(1), map.key()) + "], "
                            + SqlText.defaultOf(map.value()) + ")",
                    map.value());
        } else if (type instanceof DataType.JsonType && c.argument(1).text().isPresent()) {
            return Rendered.of(
                    "TRY(json_extract_string(" + c.sql(0) + ", " + SqlText.string("$.\"" + c.literal(1) + "\"") + "))",
                    Types.nullable(Types.STRING));
        } else if (type instanceof TupleType) {
            return TupleAndMapFunctions.member(c);
        }
        DataType element = Types.element(c.type(0));
        String member = "list_extract(" + list(c, 0) + ", " + c.integer(1) + ")";
        String empty = SqlText.defaultOf(element);
        return Rendered.of(empty.equals("NULL") ? member : "coalesce(" + member + ", " + empty + ")", element);
    }

    private static Rendered range(CallSite c) {
        List<String> bounds = new ArrayList<>();
        for (int i = 0; i < c.size(); i++) {
            bounds.add(c.integer(i));
        }
        boolean signed = c.values().stream().anyMatch(v -> v.type().bare() instanceof DataType.IntType i && i.signed());
        DataType widest = TypeRules.supertype(
                        c.values().stream().map(v -> v.type().bare()).toList())
                .orElse(Types.UINT64);
        DataType element = widest instanceof DataType.IntType i && !signed ? i : widest;
        return Rendered.of("range(" + String.join(", ", bounds) + ")", new ArrayType(element));
    }

    private static Rendered slice(CallSite c) {
        String list = list(c, 0);
        String offset = c.integer(1);
        String start =
                "(CASE WHEN " + offset + " < 0 THEN len(" + list + ") + " + offset + " + 1 ELSE " + offset + " END)";
        if (c.size() == 2) {
            return same(c, "list_slice(" + list + ", " + start + ", len(" + list + "))");
        }
        String length = c.integer(2);
        String end = "(CASE WHEN " + length + " < 0 THEN len(" + list + ") + " + length + " ELSE " + start + " + "
                + length + " - 1 END)";
        return same(c, "list_slice(" + list + ", greatest(" + start + ", 1), " + end + ")");
    }

    private static Rendered flatten(CallSite c) {
        String sql = list(c, 0);
        DataType type = c.type(0).bare();
        while (type instanceof ArrayType a && Types.array(a.element())) {
            sql = "flatten(" + sql + ")";
            type = a.element().bare();
        }
        return Rendered.of(sql, type);
    }

    private static Rendered push(CallSite c, boolean back) {
        DataType element = TypeRules.supertype(List.of(Types.element(c.type(0)), c.type(1)))
                .orElseThrow(() -> c.error(Article.with(c.type(1)) + " cannot be put into " + Article.with(c.type(0))));
        DataType type = new ArrayType(element);
        String list = Conversions.widen(c.argument(0), type);
        String value = Conversions.widen(c.argument(1), element);
        return Rendered.of(
                back ? "list_append(" + list + ", " + value + ")" : "list_prepend(" + value + ", " + list + ")", type);
    }

    private static Rendered intersect(CallSite c) {
        DataType type = ConditionalFunctions.common(c, c.values());
        String sql = distinct(Conversions.widen(c.argument(0), type));
        for (int i = 1; i < c.size(); i++) {
            sql = "list_filter(" + sql + ", lambda v: list_contains(" + Conversions.widen(c.argument(i), type)
                    + ", v))";
        }
        return Rendered.of(sql, narrowest(c).orElse(type));
    }

    /** Of integers the type with the fewest bits: what is in all arrays is in it, too. */
    private static Optional<DataType> narrowest(CallSite c) {
        List<DataType> elements =
                c.values().stream().map(v -> Types.element(v.type())).toList();
        if (!elements.stream().allMatch(e -> e.bare() instanceof DataType.IntType)) {
            return Optional.empty();
        }
        DataType least = elements.stream()
                .map(DataType::bare)
                .min(Comparator.comparingInt(e -> ((DataType.IntType) e).bits()))
                .orElseThrow();
        return Optional.of(
                new ArrayType(elements.stream().allMatch(DataType::nullable) ? Types.nullable(least) : least));
    }

    private static Rendered zip(CallSite c) {
        List<String> names = new ArrayList<>();
        List<DataType> types = new ArrayList<>();
        List<String> members = new ArrayList<>();
        for (int i = 0; i < c.size(); i++) {
            names.add("");
            types.add(Types.element(c.type(i)));
            members.add("'" + (i + 1) + "': list_extract(%" + i + "$s, i)");
        }
        List<String> lists =
                IntStream.range(0, c.size()).mapToObj(i -> list(c, i)).toList();
        return Rendered.of(
                SortedLists.inLambda(
                        lists,
                        "list_transform(range(1, len(%0$s) + 1), lambda i: {" + String.join(", ", members) + "})"),
                new ArrayType(new TupleType(names, types)));
    }
}
