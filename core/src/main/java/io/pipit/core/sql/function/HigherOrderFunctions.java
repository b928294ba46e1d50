package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.Article;
import java.util.ArrayList;
import java.util.List;

/** Functions that take a lambda over one or several arrays; most also work without one. */
final class HigherOrderFunctions implements FunctionRegistry.Family {
    private static final int ANY = ScalarFunction.ANY;

    /** A lambda over members of the arrays: text of a lambda of one parameter, and the list it runs over. */
    private record Applied(String lambda, String list, Rendered body, DataType element) {}

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add("arrayMap", 2, ANY, "Each member turned into another value.", HigherOrderFunctions::map);
        f.add("arrayFilter", 2, ANY, "The members of the first array for which it holds.", c -> filtered(c));
        f.add(
                "arrayExists",
                1,
                ANY,
                "Whether it holds for any member.",
                c -> Rendered.condition("(len(" + matching(c) + ") > 0)"));
        f.add(
                "arrayAll",
                1,
                ANY,
                "Whether it holds for all members.",
                c -> Rendered.condition("(len(" + matching(c) + ") = len(" + c.sql(c.isLambda(0) ? 1 : 0) + "))"));
        f.add(
                "arrayCount",
                1,
                ANY,
                "For how many members it holds.",
                c -> Rendered.of("len(" + matching(c) + ")", Types.UINT32));
        f.add("arrayFirst", 2, ANY, "The first member for which it holds, or the default.", c -> first(c, 1));
        f.add("arrayLast", 2, ANY, "The last member for which it holds, or the default.", c -> first(c, -1));
        f.add("arrayFirstIndex", 2, ANY, "The position of the first member for which it holds, or 0.", c -> {
            Applied a = apply(c);
            return Rendered.of(
                    "coalesce(list_position(list_transform(" + a.list() + ", " + truth(a) + "), true), 0)",
                    Types.UINT32);
        });
        f.add("arraySum", 1, ANY, "The sum of the members.", c -> folded(c, "list_sum", "0", true));
        f.add(
                "arrayAvg",
                1,
                ANY,
                "The mean of the members.",
                c -> Rendered.of("coalesce(list_avg(" + mapped(c).sql() + "), 0)", Types.FLOAT64));
        f.add("arrayMin", 1, ANY, "The least member.", c -> extreme(c, "list_min", true));
        f.add("arrayMax", 1, ANY, "The greatest member.", c -> extreme(c, "list_max", false));
        f.add(
                "arrayProduct",
                1,
                ANY,
                "The product of the members.",
                c -> Rendered.of("coalesce(list_product(" + mapped(c).sql() + "), 1)", Types.FLOAT64));
        f.add("arraySort", 1, ANY, "Sorted upwards; with a lambda by its values.", c -> sorted(c, true));
        f.add("arrayReverseSort", 1, ANY, "Sorted downwards; with a lambda by its values.", c -> sorted(c, false));
        shapes(f);
        f.add("arrayReduce", 2, 2, "An aggregate over the members.", HigherOrderFunctions::reduce);
        f.define(
                "arrayReduceInRanges",
                "aggregate String, ranges Array, list Array",
                "An aggregate over parts of the members: tuples of the first position and the length.",
                HigherOrderFunctions::reduceInRanges);
        f.add("arrayFold", 3, 3, "Members folded from the left.", HigherOrderFunctions::fold);
    }

    /** Several arrays become one list of structs, so that one parameter is enough for the engine. */
    private static Applied apply(CallSite c) {
        List<DataType> elements = new ArrayList<>();
        for (int i = 1; i < c.size(); i++) {
            ArrayFunctions.list(c, i);
            elements.add(Types.element(c.type(i)));
        }
        Rendered body = c.lambda(0, elements);
        if (elements.size() == 1) {
            return new Applied(body.sql(), c.sql(1), body, elements.get(0));
        }
        String text = body.sql();
        int colon = text.indexOf(':');
        String[] names = text.substring("lambda ".length(), colon).split(", ");
        String inner = text.substring(colon + 1);
        for (int i = 0; i < names.length; i++) {
            inner = inner.replaceAll("\\b" + names[i] + "\\b", "z" + names[0] + ".p" + i);
        }
        List<String> members = new ArrayList<>();
        List<String> lists = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            members.add("p" + i + " := list_extract(%" + i + "$s, i)");
            lists.add(c.sql(i + 1));
        }
        List<String> same = new ArrayList<>();
        for (int i = 2; i < c.size(); i++) {
            same.add("len(%0$s) = len(%" + (i - 1) + "$s)");
        }
        String count = "CASE WHEN " + String.join(" AND ", same) + " THEN len(%0$s) ELSE CAST(error('In " + c.function()
                + ": the arrays are not of one length.') AS BIGINT) END";
        String list = SortedLists.inLambda(
                lists,
                "list_transform(range(1, " + count + " + 1), lambda i: struct_pack(" + String.join(", ", members)
                        + "))");
        return new Applied("lambda z" + names[0] + ":" + inner, list, body, elements.get(0));
    }

    private static String truth(Applied a) {
        if (a.body().logical()) {
            return a.lambda();
        }
        int colon = a.lambda().indexOf(':');
        return a.lambda().substring(0, colon + 1) + " ("
                + a.lambda().substring(colon + 1).strip() + " <> 0)";
    }

    private static Rendered map(CallSite c) {
        Applied a = apply(c);
        return Rendered.of(
                "list_transform(" + a.list() + ", " + a.lambda() + ")",
                new ArrayType(a.body().type()));
    }

    private static Rendered filtered(CallSite c) {
        Applied a = apply(c);
        DataType type = new ArrayType(a.element());
        String sql = "list_filter(" + a.list() + ", " + truth(a) + ")";
        if (c.size() > 2) {
            sql = "list_transform(" + sql + ", lambda z: z.p0)";
        }
        return Rendered.of(sql, type);
    }

    private static String matching(CallSite c) {
        if (c.isLambda(0)) {
            Applied a = apply(c);
            return "list_filter(" + a.list() + ", " + truth(a) + ")";
        }
        return "list_filter(" + ArrayFunctions.list(c, 0) + ", lambda v: v <> 0)";
    }

    private static Rendered first(CallSite c, int position) {
        Rendered list = filtered(c);
        DataType element = Types.element(list.type());
        String member = "list_extract(" + list.sql() + ", " + position + ")";
        String empty = SqlText.defaultOf(element);
        return Rendered.of(empty.equals("NULL") ? member : "coalesce(" + member + ", " + empty + ")", element);
    }

    /** The array itself, or what a lambda makes of its members. */
    private static Rendered mapped(CallSite c) {
        if (c.isLambda(0)) {
            Rendered list = map(c);
            Applied a = apply(c);
            return a.body().logical()
                    ? Rendered.of("list_transform(" + list.sql() + ", lambda b: CAST(b AS UTINYINT))", list.type())
                    : list;
        }
        return Rendered.of(ArrayFunctions.list(c, 0), c.type(0).bare());
    }

    private static Rendered extreme(CallSite c, String function, boolean least) {
        Rendered list = mapped(c);
        DataType element = Types.element(list.type());
        if (!OrderKey.differs(element)) {
            return folded(c, function, "", false);
        }
        DataType type = Types.plain(element);
        return Rendered.of(
                "coalesce(list_extract(" + SortedLists.sorted(element, list.sql(), least) + ", 1), "
                        + SqlText.defaultOf(type) + ")",
                type);
    }

    private static Rendered folded(CallSite c, String function, String empty, boolean sum) {
        Rendered list = mapped(c);
        DataType element = Types.element(list.type());
        if (sum && !(Types.number(element) || element.bare() instanceof DataType.NothingType)) {
            throw c.error("the members of the array are of type " + element + ", where numbers are expected");
        }
        DataType type = sum ? ArrayFunctions.sumType(element) : Types.plain(element);
        return Rendered.of(
                "coalesce(" + function + "(" + list.sql() + "), " + (sum ? empty : SqlText.defaultOf(type)) + ")",
                type);
    }

    private static Rendered sorted(CallSite c, boolean up) {
        if (!c.isLambda(0)) {
            return Rendered.of(
                    SortedLists.sorted(Types.element(c.type(0)), ArrayFunctions.list(c, 0), up),
                    c.type(0).bare());
        }
        Applied a = apply(c);
        String keys = "list_transform(" + a.list() + ", " + a.lambda() + ")";
        return Rendered.of(
                SortedLists.sorted(c.sql(1), SortedLists.keys(a.body().type(), keys), up),
                c.type(1).bare());
    }

    private static Rendered conditional(CallSite c, boolean split, String text) {
        Applied a = apply(c);
        DataType array = new ArrayType(a.element());
        String list = c.size() > 2 ? c.sql(1) : a.list();
        String sql = SortedLists.once("'c': list_transform(" + a.list() + ", " + truth(a) + "), 'v': " + list, text);
        return Rendered.of(
                "CASE WHEN len(" + c.sql(1) + ") = 0 THEN [] ELSE " + sql + " END",
                split ? new ArrayType(array) : array);
    }

    private static void shapes(FunctionRegistry.Builder f) {
        f.add("arrayFill", 2, ANY, "Members for which it does not hold are replaced by the one before.", c -> {
            return conditional(
                    c,
                    false,
                    "list_transform(o.v, lambda x, i: list_extract(o.v, list_max(list_filter(range(1, i + 1), "
                            + "lambda n: n = 1 OR list_extract(o.c, n)))))");
        });
        f.add("arrayReverseFill", 2, ANY, "Members for which it does not hold are replaced by the one after.", c -> {
            return conditional(
                    c,
                    false,
                    "list_transform(o.v, lambda x, i: list_extract(o.v, list_min(list_filter(range(i, "
                            + "len(o.v) + 1), lambda n: n = len(o.v) OR list_extract(o.c, n)))))");
        });
        f.add("arraySplit", 2, ANY, "Cut before each member for which it holds.", c -> {
            String starts = "list_prepend(1, list_filter(range(2, len(o.v) + 1), lambda n: list_extract(o.c, n)))";
            return conditional(
                    c,
                    true,
                    "list_extract(list_transform([" + starts + "], lambda t: list_transform(t, lambda b, k: "
                            + "list_slice(o.v, b, coalesce(list_extract(t, k + 1) - 1, len(o.v))))), 1)");
        });
        f.add("arrayReverseSplit", 2, ANY, "Cut after each member for which it holds.", c -> {
            String ends = "list_append(list_filter(range(1, len(o.v)), lambda n: list_extract(o.c, n)), len(o.v))";
            return conditional(
                    c,
                    true,
                    "list_extract(list_transform([" + ends + "], lambda t: list_transform(t, lambda e, k: "
                            + "list_slice(o.v, CASE WHEN k = 1 THEN 1 ELSE list_extract(t, k - 1) + 1 END, e))), 1)");
        });
        f.add("arrayFirstOrNull", 2, ANY, "The first member for which it holds, or NULL.", c -> {
            Rendered list = filtered(c);
            return Rendered.of(
                    "list_extract(" + list.sql() + ", 1)",
                    Types.nullable(Types.element(list.type()).bare()));
        });
        f.add("arrayLastOrNull", 2, ANY, "The last member for which it holds, or NULL.", c -> {
            Rendered list = filtered(c);
            return Rendered.of(
                    "list_extract(" + list.sql() + ", -1)",
                    Types.nullable(Types.element(list.type()).bare()));
        });
        f.add("arrayLastIndex", 2, ANY, "The position of the last member for which it holds, or 0.", c -> {
            Applied a = apply(c);
            String holds = "list_transform(" + a.list() + ", " + truth(a) + ")";
            return Rendered.of(
                    SortedLists.once(
                            "'c': " + holds,
                            "coalesce(list_max(list_filter(range(1, len(o.c) + 1), lambda n: list_extract(o.c, n))), 0)"),
                    Types.UINT32);
        });
        f.define("arrayPartialSort", "limit Int, array Array", "Sorted upwards.", c -> {
            return Rendered.of(
                    "list_sort(" + c.sql(1) + ", 'ASC', 'NULLS LAST')",
                    c.type(1).bare());
        });
        f.define("arrayPartialReverseSort", "limit Int, array Array", "Sorted downwards.", c -> {
            return Rendered.of(
                    "list_sort(" + c.sql(1) + ", 'DESC', 'NULLS LAST')",
                    c.type(1).bare());
        });
        f.add("arrayCumSum", 1, ANY, "The running sums.", c -> {
            Rendered list = mapped(c);
            return Rendered.of(
                    SortedLists.once(
                            "'v': " + list.sql(), "list_transform(o.v, lambda x, i: list_sum(list_slice(o.v, 1, i)))"),
                    new ArrayType(ArrayFunctions.sumType(Types.element(list.type()))));
        });
    }

    private static Rendered reduce(CallSite c) {
        String function = c.literal(0);
        String list = ArrayFunctions.list(c, 1);
        DataType element = Types.element(c.type(1));
        return switch (function) {
            case "sum" -> Rendered.of("coalesce(list_sum(" + list + "), 0)", ArrayFunctions.sumType(element));
            case "avg" -> Rendered.of("coalesce(list_avg(" + list + "), CAST('nan' AS DOUBLE))", Types.FLOAT64);
            case "min" -> Rendered.of("coalesce(list_min(" + list + "), " + SqlText.defaultOf(element) + ")", element);
            case "max" -> Rendered.of("coalesce(list_max(" + list + "), " + SqlText.defaultOf(element) + ")", element);
            case "count" -> Rendered.of("len(" + list + ")", Types.UINT64);
            case "uniq", "uniqExact" -> Rendered.of("len(list_distinct(" + list + "))", Types.UINT64);
            case "any", "anyLast" ->
                Rendered.of("list_extract(" + list + ", " + (function.equals("any") ? 1 : -1) + ")", element);
            case "groupArray" ->
                Rendered.of(
                        "list_filter(" + list + ", lambda v: v IS NOT NULL)",
                        c.type(1).bare());
            case "groupUniqArray" ->
                Rendered.of(ArrayFunctions.distinct(list), c.type(1).bare());
            case "median", "quantile" ->
                Rendered.of("list_aggregate(" + list + ", 'quantile_cont', 0.5)", Types.FLOAT64);
            case "stddevPop", "stddevSamp", "varPop", "varSamp" ->
                Rendered.of(
                        "list_aggregate(" + list + ", '"
                                + function.replaceAll("([PS])", "_$1").toLowerCase(java.util.Locale.ROOT) + "')",
                        Types.FLOAT64);
            default -> {
                if (function.matches("quantile\\((0|1|0?\\.[0-9]+)\\)")) {
                    String level = function.substring(9, function.length() - 1);
                    yield Rendered.of("list_aggregate(" + list + ", 'quantile_cont', " + level + ")", Types.FLOAT64);
                }
                throw c.error("'" + function
                        + "' is not supported; sum, avg, min, max, count, uniq, any, anyLast, groupArray, "
                        + "groupUniqArray, median, quantile(0.9), stddevPop, stddevSamp, varPop and varSamp are");
            }
        };
    }

    private static Rendered reduceInRanges(CallSite c) {
        ArrayFunctions.list(c, 2);
        if (!(Types.element(c.type(1)).bare() instanceof DataType.TupleType range)
                || range.elements().size() != 2
                || !range.elements().stream().allMatch(Types::integer)) {
            throw c.error("argument 2 is " + Article.with(c.type(1))
                    + ", where an array of tuples such as (1, 5) is expected: " + "the first position and the length");
        }
        String first = "struct_extract(r, " + SqlText.string(StorageTypes.memberName(range, 0)) + ")";
        String length = "struct_extract(r, " + SqlText.string(StorageTypes.memberName(range, 1)) + ")";
        String from = "CASE WHEN " + first + " < 0 THEN len(%0$s) + " + first + " ELSE " + first + " - 1 END";
        String part = "list_slice(%0$s, greatest(" + from + ", 0) + 1, greatest(" + from + " + " + length + ", 0))";
        CallSite.Argument list = new CallSite.Argument(Rendered.exact(part, c.type(2)), null, 0);
        Rendered one = reduce(new CallSite(c.function(), c.position(), List.of(c.at(0), list), c::now));
        String sql = "list_transform(%1$s, lambda r: " + SqlText.cast(one.sql(), one.type()) + ")";
        return Rendered.of(
                SortedLists.inLambda(List.of(c.sql(2), c.sql(1)), sql), new ArrayType(Types.plain(one.type())));
    }

    private static Rendered fold(CallSite c) {
        ArrayFunctions.list(c, 1);
        DataType type = Types.plain(c.type(2));
        Rendered body = c.lambda(0, List.of(type, Types.element(c.type(1))));
        return Rendered.of(
                "list_reduce(list_transform(" + c.sql(1) + ", lambda v: v), " + body.sql() + ", "
                        + SqlText.cast(c.sql(2), body.type()) + ")",
                body.type());
    }
}
