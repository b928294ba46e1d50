package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import java.math.BigDecimal;

/** Numbers. */
final class MathFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        rounding(f);
        f.add("abs", 1, 1, "Without its sign.", c -> {
            DataType type = c.type(0).bare();
            DataType result = type instanceof IntType i ? new IntType(i.bits(), false) : type;
            String number = c.argument(0).number();
            boolean signed = type instanceof IntType i && i.signed();
            return Rendered.of(signed ? "abs(CAST(" + number + " AS HUGEINT))" : "abs(" + number + ")", result);
        });
        f.add(
                "sign",
                1,
                1,
                "-1, 0 or 1.",
                c -> Rendered.of("sign(" + c.argument(0).number() + ")", Types.INT8));
        for (String name : new String[] {
            "sqrt", "exp", "ln", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "cbrt", "sinh", "cosh",
            "tanh", "degrees", "radians"
        }) {
            f.add(name, 1, 1, name + " of a number.", c -> Rendered.exact(guarded(name, c.floating(0)), Types.FLOAT64));
        }
        f.alias("ln", "log");
        f.add("exp2", 1, 1, "2 to a power.", c -> Rendered.exact("pow(2.0e0, " + c.floating(0) + ")", Types.FLOAT64));
        f.add(
                "exp10",
                1,
                1,
                "10 to a power.",
                c -> Rendered.exact("pow(10.0e0, " + c.floating(0) + ")", Types.FLOAT64));
        f.add(
                "log1p",
                1,
                1,
                "ln of 1 + x.",
                c -> Rendered.exact(guarded("ln", "(1 + " + c.floating(0) + ")"), Types.FLOAT64));
        f.add(
                "pow",
                2,
                2,
                "A number to a power.",
                c -> Rendered.exact("pow(" + c.floating(0) + ", " + c.floating(1) + ")", Types.FLOAT64));
        f.alias("pow", "power");
        f.add(
                "atan2",
                2,
                2,
                "The angle of a point.",
                c -> Rendered.exact("atan2(" + c.floating(0) + ", " + c.floating(1) + ")", Types.FLOAT64));
        f.add(
                "hypot",
                2,
                2,
                "The length of a point.",
                c -> Rendered.exact(
                        "sqrt(pow(" + c.floating(0) + ", 2) + pow(" + c.floating(1) + ", 2))", Types.FLOAT64));
        f.add("pi", 0, 0, "3.14159…", c -> Rendered.exact("pi()", Types.FLOAT64));
        f.add("e", 0, 0, "2.71828…", c -> Rendered.exact("exp(1.0e0)", Types.FLOAT64));
        f.add("gcd", 2, 2, "The greatest common divisor.", c -> divisor(c, "gcd"));
        f.add("lcm", 2, 2, "The least common multiple.", c -> divisor(c, "lcm"));
        f.add("isNaN", 1, 1, "Whether it is no number.", c -> Rendered.condition("isnan(" + c.floating(0) + ")"));
        f.add(
                "isFinite",
                1,
                1,
                "Whether it is neither infinite nor no number.",
                c -> Rendered.condition("isfinite(" + c.floating(0) + ")"));
        f.add("isInfinite", 1, 1, "Whether it is infinite.", c -> Rendered.condition("isinf(" + c.floating(0) + ")"));
        f.add(
                "ifNotFinite",
                2,
                2,
                "The second when the first is not finite.",
                c -> Rendered.exact(
                        "CASE WHEN isfinite(" + c.floating(0) + ") THEN " + c.floating(0) + " ELSE " + c.floating(1)
                                + " END",
                        Types.FLOAT64));
        f.add(
                "max2",
                2,
                2,
                "The greater of two.",
                c -> Rendered.exact("greatest(" + c.floating(0) + ", " + c.floating(1) + ")", Types.FLOAT64));
        f.add(
                "min2",
                2,
                2,
                "The lesser of two.",
                c -> Rendered.exact("least(" + c.floating(0) + ", " + c.floating(1) + ")", Types.FLOAT64));
        f.add(
                "widthBucket",
                4,
                4,
                "The number of the bucket of equal width.",
                c -> Rendered.of(
                        "greatest(0, least(" + c.integer(3) + " + 1, CAST(floor((" + c.floating(0) + " - "
                                + c.floating(1) + ") / (" + c.floating(2) + " - " + c.floating(1) + ") * "
                                + c.integer(3) + ") AS BIGINT) + 1))",
                        Types.UINT16));
        f.alias("widthBucket", "width_bucket");
    }

    /** Outside its domain the dialect gives nan or -inf, where the engine fails. */
    private static String guarded(String name, String value) {
        if (name.startsWith("l")) {
            return "CASE WHEN " + value + " > 0 THEN " + name + "(" + value + ") WHEN " + value
                    + " = 0 THEN CAST('-inf' AS DOUBLE) WHEN " + value + " IS NOT NULL THEN CAST('nan' AS DOUBLE) END";
        } else if (name.equals("sqrt")) {
            return "CASE WHEN " + value + " < 0 THEN CAST('nan' AS DOUBLE) ELSE sqrt(" + value + ") END";
        } else if (name.equals("asin") || name.equals("acos")) {
            return "CASE WHEN abs(" + value + ") > 1 THEN CAST('nan' AS DOUBLE) ELSE " + name + "(" + value + ") END";
        }
        return name + "(" + value + ")";
    }

    private static void rounding(FunctionRegistry.Builder f) {
        f.add(
                "round",
                1,
                2,
                "Rounded to digits after the point; floats to the nearest even on a tie.",
                c -> rounded(c, "round"));
        f.add("roundBankers", 1, 2, "Rounded to the nearest even on a tie.", c -> rounded(c, "round_even"));
        f.add("floor", 1, 2, "Rounded down.", c -> rounded(c, "floor"));
        f.add("ceil", 1, 2, "Rounded up.", c -> rounded(c, "ceil"));
        f.alias("ceil", "ceiling");
        f.add("trunc", 1, 2, "Rounded towards 0.", c -> rounded(c, "trunc"));
        f.alias("trunc", "truncate");
    }

    private static Rendered rounded(CallSite c, String function) {
        DataType type = c.type(0).bare();
        String digits = c.size() > 1 ? "CAST(" + c.sql(1) + " AS INTEGER)" : "0";
        String value = c.argument(0).number();
        boolean negative = c.size() > 1 && c.argument(1).sql().startsWith("(-");
        if (!(type instanceof FloatType || type instanceof DecimalType)) {
            if (!negative) {
                return c.argument(0).as(type);
            }
            if (function.equals("round")) {
                return Rendered.of("round(CAST(" + value + " AS BIGINT), " + digits + ")", type);
            }
            return Rendered.of(scaled(function, "CAST(" + value + " AS DOUBLE)", digits), type);
        }
        if (type instanceof DecimalType d && function.equals("round_even") && !negative) {
            return Rendered.of(SqlText.cast(even(value, d, c.size() > 1 ? c.number(1) : 0), type), type);
        }
        if (type instanceof DecimalType && function.startsWith("round")) {
            return Rendered.of("round(" + value + ", " + digits + ")", type);
        }
        if (function.startsWith("round")) {
            return Rendered.of("round_even(CAST(" + value + " AS DOUBLE), " + digits + ")", type);
        }
        return Rendered.of(digits.equals("0") ? function + "(" + value + ")" : scaled(function, value, digits), type);
    }

    private static Rendered divisor(CallSite c, String function) {
        String sql = function + "(" + c.integer(0) + ", " + c.integer(1) + ")";
        return Rendered.of(sql, TypeRules.arithmetic(c.type(0), c.type(1), false));
    }

    /** The engine rounds what is half way away from 0: one step back where that gave an odd digit. */
    private static String even(String value, DecimalType type, int digits) {
        if (digits >= type.scale()) {
            return value;
        }
        String step = BigDecimal.ONE.movePointLeft(digits).toPlainString();
        String half = new BigDecimal("0.5").movePointLeft(digits).toPlainString();
        String rounded = "round(" + value + ", " + digits + ")";
        return "CASE WHEN abs(" + rounded + " - " + value + ") = " + half + " AND CAST(" + rounded + " * "
                + BigDecimal.TEN.pow(digits).toPlainString() + " AS HUGEINT) % 2 <> 0 THEN " + rounded + " - CASE WHEN "
                + value + " < 0 THEN -" + step + " ELSE " + step + " END ELSE " + rounded + " END";
    }

    private static String scaled(String function, String value, String digits) {
        if (function.startsWith("round")) {
            return "round_even(" + value + ", " + digits + ")";
        }
        return "(" + function + "(" + value + " * pow(10.0e0, " + digits + ")) / pow(10.0e0, " + digits + "))";
    }
}
