package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;

/** Numbers beyond the four rules: steps, gamma and error functions, means, digits. */
final class NumberFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("multiplyDecimal", "a Any, b Any, scale Int?", "The product of decimals, cut to a scale.", c -> {
            return Decimals.scaled(c, false);
        });
        f.define("divideDecimal", "a Any, b Any, scale Int?", "The quotient of decimals, cut to a scale.", c -> {
            return Decimals.scaled(c, true);
        });
        steps(f);
        special(f);
        f.define("intExp2", "power Int", "2 to a power, as an integer.", c -> {
            return Rendered.of("(CAST(1 AS UBIGINT) << greatest(0, least(63, " + c.integer(0) + ")))", Types.UINT64);
        });
        f.define("intExp10", "power Int", "10 to a power, as an integer.", c -> {
            return Rendered.of(
                    "CAST(CAST(10 AS DOUBLE) ** greatest(0, least(19, " + c.integer(0) + ")) AS UBIGINT)",
                    Types.UINT64);
        });
        f.define("sqr", "value Number", "The square.", c -> {
            DataType type = TypeRules.arithmetic(c.type(0), c.type(0), false);
            return Rendered.of(
                    "(" + SqlText.cast(c.argument(0).number(), type) + " * "
                            + c.argument(0).number() + ")",
                    type);
        });
        f.define("clamp", "value Any, min Any, max Any", "The value, but not less than min nor more than max.", c -> {
            DataType type = ConditionalFunctions.common(c, c.values());
            return Rendered.of(
                    "greatest(least(" + Conversions.widen(c.argument(0), type) + ", "
                            + Conversions.widen(c.argument(2), type) + "), " + Conversions.widen(c.argument(1), type)
                            + ")",
                    type);
        });
        f.define("countDigits", "value Number", "How many decimal digits an integer has.", c -> {
            return Rendered.of(
                    "length(ltrim(replace(CAST(" + c.argument(0).number() + " AS VARCHAR), '.', ''), '-'))",
                    Types.UINT8);
        });
        f.define("conv", "number Any, from Int, to Int", "A number in another base.", c -> {
            return Rendered.exact(
                    "pipit_text('conv', " + c.text(0) + ", CAST(" + c.integer(1) + " AS VARCHAR), CAST(" + c.integer(2)
                            + " AS VARCHAR))",
                    Types.STRING);
        });
        f.define(
                "toDecimalString", "value Number, digits Int", "A number with that many digits after the point.", c -> {
                    return Rendered.exact(
                            "printf('%.' || " + c.integer(1) + " || 'f', " + c.floating(0) + ")", Types.STRING);
                });
    }

    private static void steps(FunctionRegistry.Builder f) {
        f.define("roundToExp2", "value Number", "The greatest power of 2 that is not greater.", c -> {
            DataType type = c.type(0).bare();
            String v = c.floating(0);
            return Rendered.of(
                    "CASE WHEN " + v + " < 1 AND " + (type instanceof FloatType ? "false" : "true") + " THEN 0 ELSE "
                            + "pow(2.0e0, floor(log2(greatest(" + v + ", 1e-300)))) END",
                    type);
        });
        f.define(
                "roundDown", "value Number, steps Array", "The greatest of several numbers that is not greater.", c -> {
                    DataType type = TypeRules.supertype(java.util.List.of(
                                    c.type(0).bare(), Types.element(c.type(1)).bare()))
                            .orElse(Types.FLOAT64);
                    String v = c.argument(0).number();
                    return Rendered.of(
                            "coalesce(list_max(list_filter(" + c.sql(1) + ", lambda s: s <= " + v + ")), list_min("
                                    + c.sql(1) + "))",
                            type);
                });
        f.define("roundDuration", "seconds Number", "A duration as the start of one of 16 ranges.", c -> {
            return Rendered.of(
                    stairs(c, 0, 1, 10, 30, 60, 120, 180, 240, 300, 600, 1200, 1800, 3600, 7200, 18000, 36000),
                    Types.UINT16);
        });
        f.define("roundAge", "years Number", "An age as one of the usual ranges.", c -> {
            String v = c.argument(0).number();
            return Rendered.of(
                    "CASE WHEN " + v + " < 1 THEN 0 WHEN " + v + " < 18 THEN 17 WHEN " + v + " < 25 THEN 18 WHEN " + v
                            + " < 35 THEN 25 WHEN " + v + " < 45 THEN 35 WHEN " + v + " < 55 THEN 45 ELSE 55 END",
                    Types.UINT8);
        });
    }

    private static String stairs(CallSite c, int... steps) {
        StringBuilder sql = new StringBuilder("CASE");
        for (int i = steps.length - 1; i > 0; i--) {
            sql.append(" WHEN ")
                    .append(c.argument(0).number())
                    .append(" >= ")
                    .append(steps[i])
                    .append(" THEN ")
                    .append(steps[i]);
        }
        return sql.append(" ELSE ").append(steps[0]).append(" END").toString();
    }

    private static void special(FunctionRegistry.Builder f) {
        for (String name : new String[] {"asinh", "acosh", "atanh"}) {
            f.define(name, "value Number", name + " of a number.", c -> {
                return Rendered.exact(name + "(" + c.floating(0) + ")", Types.FLOAT64);
            });
        }
        f.define("erf", "value Number", "The error function.", c -> java(c, "erf"));
        f.define("erfc", "value Number", "1 less the error function.", c -> java(c, "erfc"));
        f.define("lgamma", "value Number", "The logarithm of the gamma function.", c -> {
            return Rendered.exact("lgamma(" + c.floating(0) + ")", Types.FLOAT64);
        });
        f.define("tgamma", "value Number", "The gamma function.", c -> {
            return Rendered.exact("gamma(" + c.floating(0) + ")", Types.FLOAT64);
        });
        f.define("factorial", "value Int", "The factorial of a number up to 20.", c -> {
            return Rendered.of("CAST(greatest(0, " + c.integer(0) + ") AS INTEGER)!", Types.UINT64);
        });
        f.define("sigmoid", "value Number", "1 / (1 + exp(-x)).", c -> {
            return Rendered.exact("(1.0e0 / (1.0e0 + exp(-(" + c.floating(0) + "))))", Types.FLOAT64);
        });
    }

    private static Rendered java(CallSite c, String operation) {
        String text = "pipit_text('" + operation + "', CAST(" + c.floating(0) + " AS VARCHAR))";
        return Rendered.exact("CAST(" + text + " AS DOUBLE)", Types.FLOAT64);
    }

    /** The type of an integer with the same bits and no sign. */
    static IntType unsigned(IntType type) {
        return new IntType(type.bits(), false);
    }
}
