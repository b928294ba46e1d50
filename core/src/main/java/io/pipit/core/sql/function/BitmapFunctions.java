package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.StateStorage;
import java.util.List;

/** Sets of integers: states of {@code groupBitmap}, which are lists of them, ascending, each as the only member of a struct. */
final class BitmapFunctions implements FunctionRegistry.Family {
    private static final String ONE = "set Any";
    private static final String TWO = "first Any, second Any";
    /** What both lists have; %1$s and %2$s are the lists. */
    private static final String BOTH = "list_intersect(%1$s, %2$s)";

    private static final String ANY = "list_distinct(list_concat(%1$s, %2$s))";
    private static final String FIRST = "list_filter(%1$s, lambda e: NOT list_contains(%2$s, e))";
    private static final String ONE_OF =
            "list_concat(" + FIRST + ", list_filter(%2$s, lambda e: NOT list_contains(%1$s, e)))";

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("bitmapBuild", "integers Array", "The integers of an array as a set.", BitmapFunctions::build);
        f.define("bitmapToArray", ONE, "The integers of a set, ascending.", c -> {
            return Rendered.of(
                    "list_transform(" + set(c, 0) + ", lambda e: e.a0)",
                    new ArrayType(state(c, 0).arguments().get(0).bare()));
        });
        f.define("bitmapCardinality", ONE, "How many integers a set has.", c -> size(set(c, 0)));
        f.define("bitmapMin", ONE, "The least integer of a set.", c -> end(c, true));
        f.define("bitmapMax", ONE, "The greatest integer of a set.", c -> end(c, false));
        f.define("bitmapContains", "set Any, integer Int", "Whether a set has an integer.", c -> {
            return Rendered.condition(
                    "list_contains(list_transform(" + set(c, 0) + ", lambda e: CAST(e.a0 AS HUGEINT)), CAST("
                            + c.argument(1).number() + " AS HUGEINT))");
        });
        f.define("bitmapHasAny", TWO, "Whether two sets have an integer in common.", c -> {
            return Rendered.condition("(len(" + both(c, BOTH) + ") > 0)");
        });
        f.define("bitmapHasAll", TWO, "Whether a set has all integers of another one.", c -> {
            return Rendered.condition("(len(" + both(c, BOTH) + ") = len(" + set(c, 1) + "))");
        });
        sets(f, "And", BOTH, "which are in both sets");
        sets(f, "Or", ANY, "which are in any of two sets");
        sets(f, "Xor", ONE_OF, "which are in one of two sets only");
        sets(f, "Andnot", FIRST, "of a set which are not in another one");
    }

    private static void sets(FunctionRegistry.Builder f, String name, String lists, String which) {
        f.define("bitmap" + name, TWO, "The integers " + which + ".", c -> {
            return Rendered.exact("list_sort(" + both(c, lists) + ")", state(c, 0));
        });
        f.define("bitmap" + name + "Cardinality", TWO, "How many integers there are " + which + ".", c -> {
            return size(both(c, lists));
        });
    }

    private static Rendered size(String list) {
        return Rendered.of("len(" + list + ")", Types.UINT64);
    }

    /** Where there is none, what the engine begins its search with. */
    private static Rendered end(CallSite c, boolean least) {
        DataType integer = state(c, 0).arguments().get(0).bare();
        boolean wide = integer instanceof DataType.IntType type && type.bits() > 32;
        String none = !least ? "0" : wide ? "18446744073709551615" : "4294967295";
        String value = "list_extract(list_transform(" + set(c, 0) + ", lambda e: CAST(e.a0 AS HUGEINT)), "
                + (least ? "1" : "-1") + ")";
        return Rendered.of(Conversions.wrapped("coalesce(" + value + ", " + none + ")", Types.UINT64), Types.UINT64);
    }

    private static Rendered build(CallSite c) {
        DataType element = Types.element(c.type(0)).bare();
        if (!Types.integer(element)) {
            throw c.error("its argument is an array of " + element + ", where integers are expected");
        }
        AggregateFunctionType type = new AggregateFunctionType("groupBitmap", List.of(), List.of(element));
        String members = "list_transform(list_sort(list_distinct(" + c.sql(0) + ")), lambda e: {'a0': e})";
        return Rendered.exact(SqlText.cast(members, StateStorage.of(type)), type);
    }

    private static String both(CallSite c, String lists) {
        if (!state(c, 0)
                .arguments()
                .get(0)
                .bare()
                .equals(state(c, 1).arguments().get(0).bare())) {
            throw c.error("its sets are of " + c.type(0) + " and of " + c.type(1)
                    + "; convert the integers of one to the type of the other");
        }
        return String.format(java.util.Locale.ROOT, lists, set(c, 0), set(c, 1));
    }

    /** States of earlier versions have repeats, in any order. */
    private static String set(CallSite c, int index) {
        state(c, index);
        return "list_sort(list_distinct(" + c.sql(index) + "))";
    }

    private static AggregateFunctionType state(CallSite c, int index) {
        if (c.type(index).bare() instanceof AggregateFunctionType state
                && state.function().startsWith("groupBitmap")) {
            return state;
        }
        throw c.error("argument " + (index + 1) + " is of type " + c.type(index)
                + ", where a state of groupBitmap is expected; see groupBitmapState and bitmapBuild");
    }
}
