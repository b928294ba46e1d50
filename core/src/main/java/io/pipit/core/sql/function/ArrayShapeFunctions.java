package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import java.util.List;

/** Arrays turned, moved, cut, compared as sets and counted. */
final class ArrayShapeFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        moves(f);
        sets(f);
        counts(f);
        f.define("arrayElementOrNull", "array Array, position Int", "A member, or NULL.", c -> {
            return Rendered.of(
                    "list_extract(" + c.sql(0) + ", " + c.integer(1) + ")",
                    Types.nullable(Types.element(c.type(0)).bare()));
        });
        f.define(
                "hasSubstr",
                "array Array, part Array",
                "Whether an array holds another, in order and side by side.",
                c -> {
                    String a = c.sql(0);
                    String b = SqlText.cast(c.sql(1), c.type(0));
                    return Rendered.condition("(len(" + b + ") = 0 OR list_contains(list_transform(range(1, len(" + a
                            + ") - len(" + b + ") + 2), lambda i: list_slice(" + a + ", i, i + len(" + b + ") - 1) = "
                            + b + "), true))");
                });
        f.define("arrayShingles", "array Array, length Int", "All parts of that many neighbours.", c -> {
            String n = c.integer(1);
            return Rendered.of(
                    "list_transform(range(1, len(" + c.sql(0) + ") - " + n + " + 2), lambda i: list_slice(" + c.sql(0)
                            + ", i, i + " + n + " - 1))",
                    new ArrayType(c.type(0).bare()));
        });
        f.define("arrayTranspose", "arrays Array", "Rows as columns.", c -> {
            String a = c.sql(0);
            return Rendered.of(
                    "list_transform(range(1, len(list_extract(" + a + ", 1)) + 1), lambda i: list_transform(" + a
                            + ", lambda r: list_extract(r, i)))",
                    c.type(0).bare());
        });
        f.define("replicate", "value Any, array Array", "A value as often as an array has members.", c -> {
            return Rendered.of(
                    "list_transform(" + c.sql(1) + ", lambda r: "
                            + c.argument(0).stored() + ")",
                    new ArrayType(Types.plain(c.type(0))));
        });
        f.define("arrayShuffle", "array Array, seed Any?", "The members in a random order.", c -> {
            String keyed = "list_transform(" + c.sql(0) + ", lambda v: {'k': random(), 'v': v})";
            return Rendered.of(
                    "list_transform(list_sort(" + keyed + "), lambda s: s.v)",
                    c.type(0).bare());
        });
        f.define("emptyArrayToSingle", "array Array", "An empty array as one default.", c -> {
            String one = "[" + SqlText.defaultOf(Types.element(c.type(0))) + "]";
            return Rendered.of(
                    "CASE WHEN len(" + c.sql(0) + ") = 0 THEN " + SqlText.cast(one, c.type(0)) + " ELSE " + c.sql(0)
                            + " END",
                    c.type(0).bare());
        });
        for (int bits : new int[] {8, 16, 32, 64}) {
            empty(f, "emptyArrayInt" + bits, new DataType.IntType(bits, true));
            empty(f, "emptyArrayUInt" + bits, new DataType.IntType(bits, false));
        }
        empty(f, "emptyArrayFloat32", Types.FLOAT32);
        empty(f, "emptyArrayFloat64", Types.FLOAT64);
        empty(f, "emptyArrayString", Types.STRING);
        empty(f, "emptyArrayDate", Types.DATE);
        empty(f, "emptyArrayDateTime", Types.DATE_TIME);
    }

    private static void empty(FunctionRegistry.Builder f, String name, DataType element) {
        DataType type = new ArrayType(element);
        f.define(name, "", "An array without members.", c -> Rendered.exact(SqlText.cast("[]", type), type));
    }

    private static void moves(FunctionRegistry.Builder f) {
        f.define(
                "arrayRotateLeft",
                "array Array, count Int",
                "Moved to the left; what falls out comes in at the end.",
                c -> {
                    return rotated(c, c.integer(1));
                });
        f.define(
                "arrayRotateRight",
                "array Array, count Int",
                "Moved to the right; what falls out comes in at the start.",
                c -> {
                    return rotated(c, "-" + c.integer(1));
                });
        f.define("arrayShiftLeft", "array Array, count Int, fill Any?", "Moved to the left, filled at the end.", c -> {
            return shifted(c, c.integer(1));
        });
        f.define(
                "arrayShiftRight",
                "array Array, count Int, fill Any?",
                "Moved to the right, filled at the start.",
                c -> {
                    return shifted(c, "-" + c.integer(1));
                });
        f.define("arrayRemove", "array Array, value Any", "Without a value.", c -> {
            String v = Conversions.widen(c.argument(1), Types.element(c.type(0)));
            return Rendered.of(
                    "list_filter(" + c.sql(0) + ", lambda v: v IS DISTINCT FROM " + v + ")",
                    c.type(0).bare());
        });
    }

    private static Rendered rotated(CallSite c, String by) {
        String n = "greatest(len(" + c.sql(0) + "), 1)";
        String start = "((" + by + " % " + n + " + " + n + ") % " + n + ")";
        return Rendered.of(
                "list_transform(range(len(" + c.sql(0) + ")), lambda i: list_extract(" + c.sql(0) + ", (i + " + start
                        + ") % " + n + " + 1))",
                c.type(0).bare());
    }

    private static Rendered shifted(CallSite c, String by) {
        DataType element = Types.element(c.type(0));
        String fill = c.size() > 2 ? SqlText.cast(c.argument(2).value(), element) : SqlText.defaultOf(element);
        String at = "i + " + by;
        return Rendered.of(
                "list_transform(range(1, len(" + c.sql(0) + ") + 1), lambda i: CASE WHEN " + at + " BETWEEN 1 AND len("
                        + c.sql(0) + ") THEN list_extract(" + c.sql(0) + ", " + at + ") ELSE " + fill + " END)",
                c.type(0).bare());
    }

    private static void sets(FunctionRegistry.Builder f) {
        f.define("arrayUnion", "array Array+", "What is in any of several arrays, each once.", c -> {
            DataType type = ConditionalFunctions.common(c, c.values());
            String all = String.join(
                    " || ",
                    c.values().stream().map(v -> Conversions.widen(v, type)).toList());
            return Rendered.of(ArrayFunctions.distinct("(" + all + ")"), type);
        });
        f.define("arrayExcept", "array Array, other Array", "What is not in another array.", c -> {
            DataType type = ConditionalFunctions.common(c, c.values());
            String other = Conversions.widen(c.argument(1), type);
            return Rendered.of(
                    "list_filter(" + c.sql(0) + ", lambda v: NOT list_contains(" + other + ", v))",
                    c.type(0).bare());
        });
        f.define("arraySymmetricDifference", "array Array, other Array", "What is in one of two arrays only.", c -> {
            DataType type = ConditionalFunctions.common(c, c.values());
            String a = Conversions.widen(c.argument(0), type);
            String b = Conversions.widen(c.argument(1), type);
            String only = "list_filter(%s, lambda v: NOT list_contains(%s, v))";
            return Rendered.of(
                    ArrayFunctions.distinct("(" + String.format(java.util.Locale.ROOT, only, a, b) + " || "
                            + String.format(java.util.Locale.ROOT, only, b, a) + ")"),
                    type);
        });
        f.define(
                "arrayJaccardIndex",
                "array Array, other Array",
                "How much two arrays have in common, from 0 to 1.",
                c -> {
                    DataType type = ConditionalFunctions.common(c, List.of(c.argument(0), c.argument(1)));
                    String a = "list_distinct(" + Conversions.widen(c.argument(0), type) + ")";
                    String b = "list_distinct(" + Conversions.widen(c.argument(1), type) + ")";
                    return Rendered.exact(
                            "(len(list_intersect(" + a + ", " + b + ")) / CAST(len(list_distinct(" + a + " || " + b
                                    + ")) AS DOUBLE))",
                            Types.FLOAT64);
                });
    }

    private static void counts(FunctionRegistry.Builder f) {
        ArrayType numbers = new ArrayType(Types.UINT32);
        f.define(
                "arrayUniq",
                "array Array+",
                "How many different members there are; of several arrays, different rows.",
                c -> {
                    return Rendered.of("len(" + ArrayFunctions.distinct(rows(c)) + ")", Types.UINT32);
                });
        f.define("arrayEnumerateUniq", "array Array+", "For each member the how manieth of its kind it is.", c -> {
            String rows = rows(c);
            return Rendered.of(
                    "list_transform(" + rows + ", lambda v, i: len(list_filter(list_slice(" + rows
                            + ", 1, i), lambda w: w IS NOT DISTINCT FROM v)))",
                    numbers);
        });
        f.define(
                "arrayEnumerateDense",
                "array Array+",
                "For each member the number of its kind, in order of first occurrence.",
                c -> {
                    String rows = rows(c);
                    return Rendered.of(
                            "list_transform(" + rows + ", lambda v: list_position(" + ArrayFunctions.distinct(rows)
                                    + ", v))",
                            numbers);
                });
    }

    private static String rows(CallSite c) {
        if (c.size() == 1) {
            return c.sql(0);
        }
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < c.size(); i++) {
            row.append(i == 0 ? "" : ", ")
                    .append("'")
                    .append(i)
                    .append("': list_extract(")
                    .append(c.sql(i))
                    .append(", n)");
        }
        return "list_transform(range(1, len(" + c.sql(0) + ") + 1), lambda n: {" + row + "})";
    }
}
