package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.IntervalType;
import io.pipit.core.error.Article;
import java.util.stream.Collectors;

/** What operators stand for: arithmetic, comparisons, logic. */
final class OperatorFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add("plus", 2, 2, "a + b; a number added to a time is seconds, to a date days.", OperatorFunctions::plus);
        f.add(
                "minus",
                2,
                2,
                "a - b; the difference of two times is seconds, of two dates days.",
                OperatorFunctions::minus);
        f.add("multiply", 2, 2, "a * b.", c -> arithmetic(c, "*", false));
        f.add("divide", 2, 2, "a / b, always a float; a number divided by 0 is inf or nan.", c -> divide(c));
        f.add("intDiv", 2, 2, "a / b rounded towards 0.", c -> intDiv(c, false));
        f.add("intDivOrZero", 2, 2, "a / b rounded towards 0; 0 when b is 0.", c -> intDiv(c, true));
        f.add("modulo", 2, 2, "The rest of a / b, with the sign of a.", OperatorFunctions::modulo);
        f.alias("modulo", "mod");
        f.add(
                "moduloOrZero",
                2,
                2,
                "The rest of a / b; 0 when b is 0.",
                c -> Rendered.of(
                        "coalesce(" + c.argument(0).number() + " % nullif("
                                + c.argument(1).number() + ", 0), 0)",
                        moduloType(c.type(0).bare(), c.type(1).bare())));
        f.add("positiveModulo", 2, 2, "The rest of a / b, never negative.", c -> {
            String a = c.argument(0).number();
            String b = c.argument(1).number();
            return Rendered.of(
                    "(((" + a + " % " + b + ") + abs(" + b + ")) % abs(" + b + "))",
                    positive(c.type(0).bare(), c.type(1).bare()));
        });
        f.define("intDivOrNull", "dividend Number, divisor Number", "As intDiv; NULL when the divisor is 0.", c -> {
            Rendered zero = intDiv(c, true);
            String sql = "CASE WHEN " + c.argument(1).number() + " <> 0 THEN " + zero.sql() + " END";
            return Rendered.of(sql, Types.nullable(zero.type()));
        });
        f.define("moduloOrNull", "dividend Number, divisor Number", "As modulo; NULL when the divisor is 0.", c -> {
            DataType type = moduloType(c.type(0).bare(), c.type(1).bare());
            return Rendered.of(
                    "(" + c.argument(0).number() + " % nullif(" + c.argument(1).number() + ", 0))",
                    Types.nullable(type));
        });
        f.alias("moduloOrNull", "modOrNull");
        f.define("divideOrNull", "dividend Number, divisor Number", "As divide; NULL when the divisor is 0.", c -> {
            return Rendered.exact(
                    "(" + c.floating(0) + " / nullif(" + c.floating(1) + ", 0))", Types.nullable(Types.FLOAT64));
        });
        f.alias("positiveModulo", "positive_modulo", "pmod");
        f.add("negate", 1, 1, "-a.", OperatorFunctions::negate);
        comparisons(f);
        f.addOwnNulls(
                "isNotDistinctFrom",
                2,
                2,
                "Whether a equals b, where NULL equals NULL.",
                c -> compare(c, "IS NOT DISTINCT FROM", false));
        f.addOwnNulls(
                "isDistinctFrom",
                2,
                2,
                "Whether a differs from b, where NULL equals NULL.",
                c -> compare(c, "IS DISTINCT FROM", false));
        f.add("and", 1, ScalarFunction.ANY, "Whether all hold.", c -> logic(c, " AND "));
        f.add("or", 1, ScalarFunction.ANY, "Whether any holds.", c -> logic(c, " OR "));
        f.add("xor", 2, ScalarFunction.ANY, "Whether an odd number of them hold.", c -> {
            String odd = c.values().stream()
                    .map(Rendered::truth)
                    .reduce((a, b) -> "(" + a + " <> " + b + ")")
                    .orElseThrow();
            return Rendered.condition(odd);
        });
        f.add(
                "not",
                1,
                1,
                "Whether it does not hold.",
                c -> truthful(c, "(NOT " + c.argument(0).truth() + ")"));
    }

    private static void comparisons(FunctionRegistry.Builder f) {
        f.add("equals", 2, 2, "a = b.", c -> compare(c, "=", true));
        f.add("notEquals", 2, 2, "a != b.", c -> compare(c, "<>", true));
        f.add("less", 2, 2, "a < b.", c -> compare(c, "<", true));
        f.add("greater", 2, 2, "a > b.", c -> compare(c, ">", true));
        f.add("lessOrEquals", 2, 2, "a <= b.", c -> compare(c, "<=", true));
        f.add("greaterOrEquals", 2, 2, "a >= b.", c -> compare(c, ">=", true));
    }

    private static Rendered compare(CallSite c, String operator, boolean nullable) {
        Rendered result = Rendered.condition(Comparisons.compare(c.argument(0), operator, c.argument(1), c::error));
        boolean unknown = c.type(0).bare() instanceof DataType.NothingType || tuplesWithNull(c);
        return nullable && unknown ? result.as(Types.nullable(Types.UINT8)) : result;
    }

    private static boolean tuplesWithNull(CallSite c) {
        return c.values().stream()
                .map(Rendered::type)
                .anyMatch(t -> t.bare() instanceof DataType.TupleType && TupleEquality.unknown(t));
    }

    private static Rendered logic(CallSite c, String operator) {
        String sql = c.values().stream().map(Rendered::truth).collect(Collectors.joining(operator, "(", ")"));
        return truthful(c, sql);
    }

    /** Logic over a Bool is Bool. */
    private static Rendered truthful(CallSite c, String sql) {
        boolean any = c.values().stream().anyMatch(v -> v.type().bare() instanceof BoolType);
        return any ? Rendered.of(sql, Types.BOOL) : Rendered.condition(sql);
    }

    private static Rendered plus(CallSite c) {
        DataType a = c.type(0).bare();
        DataType b = c.type(1).bare();
        if (b instanceof IntervalType i) {
            return TimeShift.shift(c, c.argument(0), i.unit(), c.sql(1), false);
        } else if (a instanceof IntervalType i) {
            return TimeShift.shift(c, c.argument(1), i.unit(), c.sql(0), false);
        } else if (temporal(a) && Types.number(b)) {
            return TimeShift.shift(
                    c,
                    c.argument(0),
                    Types.date(a) ? "Day" : "Second",
                    c.argument(1).number(),
                    false);
        } else if (temporal(b) && Types.number(a)) {
            return TimeShift.shift(
                    c,
                    c.argument(1),
                    Types.date(b) ? "Day" : "Second",
                    c.argument(0).number(),
                    false);
        }
        return arithmetic(c, "+", false);
    }

    private static Rendered minus(CallSite c) {
        DataType a = c.type(0).bare();
        DataType b = c.type(1).bare();
        if (b instanceof IntervalType i) {
            return TimeShift.shift(c, c.argument(0), i.unit(), c.sql(1), true);
        } else if (Types.date(a) && Types.date(b)) {
            return Rendered.of("(" + c.sql(0) + " - " + c.sql(1) + ")", Types.INT32);
        } else if (temporal(a) && temporal(b)) {
            int digits = Math.max(digits(a), digits(b));
            if (digits > 0) {
                String difference = "(epoch_ns(CAST(" + c.sql(0) + " AS TIMESTAMP_NS)) - epoch_ns(CAST(" + c.sql(1)
                        + " AS TIMESTAMP_NS)))";
                DataType type = new DecimalType(18, digits);
                return Rendered.of(
                        SqlText.cast(
                                "CAST(" + difference + " AS DECIMAL(20, 0)) * CAST(0.000000001 AS DECIMAL(10, 9))",
                                type),
                        type);
            }
            String from = "CAST(" + c.sql(0) + " AS TIMESTAMP)";
            String to = "CAST(" + c.sql(1) + " AS TIMESTAMP)";
            return Rendered.of("((epoch_us(" + from + ") - epoch_us(" + to + ")) // 1000000)", Types.INT32);
        } else if (temporal(a) && Types.number(b)) {
            return TimeShift.shift(
                    c,
                    c.argument(0),
                    Types.date(a) ? "Day" : "Second",
                    c.argument(1).number(),
                    true);
        }
        return arithmetic(c, "-", true);
    }

    private static int digits(DataType type) {
        return type instanceof DataType.DateTime64Type t ? t.precision() : 0;
    }

    private static boolean temporal(DataType type) {
        return Types.date(type) || Types.instant(type);
    }

    private static Rendered arithmetic(CallSite c, String operator, boolean minus) {
        numbers(c);
        DataType a = c.type(0).bare();
        DataType b = c.type(1).bare();
        if (a instanceof DataType.NothingType || b instanceof DataType.NothingType) {
            return Rendered.of("NULL", Types.nullable(Types.NOTHING));
        } else if (a instanceof DecimalType || b instanceof DecimalType) {
            if (!Types.floating(a) && !Types.floating(b)) {
                return Decimals.arithmetic(c, operator);
            }
        }
        DataType type = TypeRules.arithmetic(a, b, minus);
        if (WideArithmetic.needed(a, b, type)) {
            return Rendered.exact(
                    "(" + WideArithmetic.text(c.argument(0), operator, c.argument(1), (IntType) type) + ")", type);
        }
        return Rendered.of(
                "(" + operand(c.argument(0), type) + " " + operator + " " + operand(c.argument(1), type) + ")", type);
    }

    private static String operand(Rendered value, DataType type) {
        if (type instanceof DecimalType && !(value.type().bare() instanceof DecimalType)) {
            return value.number();
        }
        return (value.exact() && value.type().bare().equals(type)) || type instanceof DecimalType
                ? value.number()
                : SqlText.cast(value.number(), type);
    }

    private static void numbers(CallSite c) {
        for (int i = 0; i < c.size(); i++) {
            DataType type = c.type(i).bare();
            if (!Types.number(type) && !(type instanceof DataType.NothingType)) {
                throw c.error(
                        "argument " + (i + 1) + " is " + Article.with(c.type(i)) + ", where a number is expected");
            }
        }
    }

    private static Rendered divide(CallSite c) {
        numbers(c);
        DataType left = c.type(0).bare();
        DataType right = c.type(1).bare();
        if (left instanceof DecimalType && (right instanceof DecimalType || right instanceof IntType)) {
            return Decimals.divide(c);
        }
        String a = c.floating(0);
        String b = c.floating(1);
        boolean safe =
                c.argument(1).constant().isPresent() && !c.argument(1).sql().matches("[0.e]*");
        if (safe) {
            return Rendered.of("(" + a + " / " + b + ")", Types.FLOAT64);
        }
        return Rendered.of(
                "(" + a + " * (CASE WHEN " + b + " = 0 THEN CAST('inf' AS DOUBLE) ELSE 1 END) / (CASE WHEN " + b
                        + " = 0 THEN 1 ELSE " + b + " END))",
                Types.FLOAT64);
    }

    private static Rendered intDiv(CallSite c, boolean orZero) {
        numbers(c);
        DataType a = c.type(0).bare();
        boolean signed =
                !(a instanceof IntType i) || i.signed() || !(c.type(1).bare() instanceof IntType j) || j.signed();
        DataType type = a instanceof IntType i
                ? new IntType(i.bits(), signed)
                : a instanceof DecimalType d ? new IntType(decimalBits(d), true) : Types.INT64;
        boolean floats = !(a instanceof IntType) || !(c.type(1).bare() instanceof IntType);
        String b = orZero
                ? "nullif(" + c.argument(1).number() + ", 0)"
                : c.argument(1).number();
        String sql = floats
                ? "CAST(trunc(" + c.argument(0).number() + " / " + b + ") AS BIGINT)"
                : "(" + c.argument(0).number() + " // " + b + ")";
        return Rendered.of(orZero ? "coalesce(" + sql + ", 0)" : sql, type);
    }

    /** Of the integer that holds the digits of a decimal. */
    private static int decimalBits(DecimalType type) {
        return type.precision() <= 9 ? 32 : type.precision() <= 18 ? 64 : 128;
    }

    private static Rendered modulo(CallSite c) {
        DataType a = Types.date(c.type(0))
                ? Types.UINT16
                : Types.instant(c.type(0)) ? Types.UINT32 : c.type(0).bare();
        String left = Types.date(c.type(0)) || Types.instant(c.type(0))
                ? Conversions.convert(c.argument(0), Types.INT64)
                : c.argument(0).number();
        return Rendered.of(
                "(" + left + " % " + c.argument(1).number() + ")",
                moduloType(a, c.type(1).bare()));
    }

    private static DataType moduloType(DataType a, DataType b) {
        if (a instanceof FloatType || b instanceof FloatType) {
            return Types.FLOAT64;
        } else if (a instanceof DecimalType || b instanceof DecimalType) {
            return a;
        }
        boolean signed = a instanceof IntType i && i.signed();
        int bits = b instanceof IntType j ? j.bits() : 8;
        return new IntType(signed && bits < 64 ? bits * 2 : bits, signed);
    }

    private static DataType positive(DataType a, DataType b) {
        return moduloType(a, b) instanceof IntType && b instanceof IntType divisor
                ? new IntType(divisor.bits(), false)
                : moduloType(a, b);
    }

    private static Rendered negate(CallSite c) {
        DataType type = c.type(0).bare();
        if (type instanceof IntervalType) {
            return Rendered.of("(-" + c.sql(0) + ")", type);
        }
        numbers(c);
        DataType result = type instanceof IntType i
                ? new IntType(i.signed() || i.bits() >= 64 ? i.bits() : i.bits() * 2, true)
                : type instanceof BoolType ? Types.INT16 : type;
        if (type instanceof IntType i && i.bits() == 64 && !i.signed()) {
            return Rendered.of(
                    Conversions.wrapped("(-CAST(" + c.argument(0).number() + " AS HUGEINT))", result), result);
        }
        String value = SqlText.cast(c.argument(0).number(), result);
        if (type instanceof IntType i
                && i.signed()
                && i.bits() <= 64
                && c.argument(0).constant().isEmpty()) {
            // the least one is its own negation
            String least = SqlText.cast(
                    "'" + java.math.BigInteger.ONE.shiftLeft(i.bits() - 1).negate() + "'", result);
            return Rendered.of(
                    "CASE WHEN " + value + " = " + least + " THEN " + value + " ELSE -" + value + " END", result);
        }
        return Rendered.of("(-" + value + ")", result);
    }
}
