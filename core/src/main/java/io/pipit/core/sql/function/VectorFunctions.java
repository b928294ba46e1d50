package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import java.util.ArrayList;
import java.util.List;

/** Arrays and tuples of numbers as vectors: distances, lengths, products. */
final class VectorFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        String two = "first Any, second Any";
        distance(f, "L1Distance", "distanceL1", "The sum of the differences.", "list_sum(%s)", "abs(a - b)");
        distance(f, "L2Distance", "distanceL2", "The distance of Euclid.", "sqrt(list_sum(%s))", "(a - b) * (a - b)");
        distance(
                f,
                "L2SquaredDistance",
                "distanceL2Squared",
                "The square of L2Distance.",
                "list_sum(%s)",
                "(a - b) * (a - b)");
        distance(f, "LinfDistance", "distanceLinf", "The greatest difference.", "list_max(%s)", "abs(a - b)");
        f.define("LpDistance", "first Any, second Any, p Number", "The distance with a power of its own.", c -> {
            return Rendered.exact(
                    "pow(list_sum(" + pairs(c, "pow(abs(a - b), " + c.floating(2) + ")") + "), 1.0e0 / " + c.floating(2)
                            + ")",
                    Types.FLOAT64);
        });
        f.alias("LpDistance", "distanceLp");
        f.define("cosineDistance", two, "1 less the cosine of the angle between two vectors.", c -> {
            return Rendered.exact(
                    "(1 - list_cosine_similarity(" + numbers(c, 0) + ", " + numbers(c, 1) + "))", Types.FLOAT64);
        });
        f.alias("cosineDistance", "distanceCosine");
        f.define("dotProduct", two, "The sum of the products.", c -> {
            DataType type = productType(c);
            String sum = "list_sum(" + pairs(c, "a * b") + ")";
            return Types.floating(type) ? Rendered.exact(sum, type) : Rendered.of(sum, type);
        });
        f.alias("dotProduct", "scalarProduct", "arrayDotProduct");
        norm(
                f,
                "L1Norm",
                "normL1",
                "The sum of the members without their signs.",
                "list_sum(list_transform(%s, lambda v: abs(v)))");
        norm(f, "L2Norm", "normL2", "The length of a vector.", "sqrt(list_sum(list_transform(%s, lambda v: v * v)))");
        norm(
                f,
                "L2SquaredNorm",
                "normL2Squared",
                "The square of the length.",
                "list_sum(list_transform(%s, lambda v: v * v))");
        norm(
                f,
                "LinfNorm",
                "normLinf",
                "The greatest member without its sign.",
                "list_max(list_transform(%s, lambda v: abs(v)))");
    }

    private static void distance(
            FunctionRegistry.Builder f, String name, String alias, String doc, String fold, String term) {
        f.define(name, "first Any, second Any", doc, c -> {
            return Rendered.exact(String.format(java.util.Locale.ROOT, fold, pairs(c, term)), Types.FLOAT64);
        });
        f.alias(name, alias);
    }

    private static void norm(FunctionRegistry.Builder f, String name, String alias, String doc, String pattern) {
        f.define(name, "vector Any", doc, c -> {
            return Rendered.exact(String.format(java.util.Locale.ROOT, pattern, numbers(c, 0)), Types.FLOAT64);
        });
        f.alias(name, alias);
    }

    private static String pairs(CallSite c, String term) {
        String a = "list_extract(" + numbers(c, 0) + ", i)";
        String b = "list_extract(" + numbers(c, 1) + ", i)";
        String text = term.replaceAll("\\ba\\b", "\u0003")
                .replaceAll("\\bb\\b", "\u0004")
                .replace("\u0003", a)
                .replace("\u0004", b);
        return "list_transform(range(1, len(" + numbers(c, 0) + ") + 1), lambda i: " + text + ")";
    }

    /** The members as a list of floats. */
    private static String numbers(CallSite c, int index) {
        DataType type = c.type(index).bare();
        if (type instanceof TupleType t) {
            List<String> members = new ArrayList<>();
            for (int i = 0; i < t.elements().size(); i++) {
                members.add("CAST(struct_extract(" + c.sql(index) + ", " + SqlText.string(StorageTypes.memberName(t, i))
                        + ") AS DOUBLE)");
            }
            return "[" + String.join(", ", members) + "]";
        } else if (type instanceof ArrayType) {
            return "CAST(" + c.sql(index) + " AS DOUBLE[])";
        }
        throw c.error("argument " + (index + 1) + " is of type " + type
                + ", where an array or a tuple of numbers is expected");
    }

    private static DataType productType(CallSite c) {
        boolean arrays = c.type(0).bare() instanceof ArrayType && c.type(1).bare() instanceof ArrayType;
        if (!arrays) {
            return Types.FLOAT64;
        }
        DataType a = Types.element(c.type(0)).bare();
        DataType b = Types.element(c.type(1)).bare();
        return Types.integer(a) && Types.integer(b) ? TypeRules.arithmetic(a, b, false) : Types.FLOAT64;
    }
}
