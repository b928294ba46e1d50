package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Article;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.aggregate.base.SumAggregate.Width;
import io.pipit.core.sql.aggregate.base.ValueAggregate.Choice;
import io.pipit.core.sql.function.Types;

/** Counts, sums, extremes, and how many different values there are. */
final class BasicAggregates {
    private BasicAggregates() {}

    static void addTo(Catalog catalog) {
        catalog.add("Rows, or values that are not NULL.", new CountAggregate(), "count")
                .add("Sum; 64 bits for integers, which wrap around.", new SumAggregate(Width.SUM), "sum")
                .add("Sum in the width of its argument.", new SumAggregate(Width.ARGUMENT), "sumWithOverflow")
                .add("Sum with compensated rounding.", new SumAggregate(Width.REAL), "sumKahan")
                .add("Sum and count as a tuple.", new SumCountAggregate(), "sumCount")
                .add("Mean.", new AvgAggregate(false), "avg")
                .add("Mean with weights.", new AvgAggregate(true), "avgWeighted")
                .add("Least value.", new ValueAggregate(Choice.MIN), "min")
                .add("Greatest value.", new ValueAggregate(Choice.MAX), "max")
                .add(
                        "The first value that is not NULL.",
                        new ValueAggregate(Choice.ANY),
                        "any",
                        "any_value",
                        "first_value",
                        "firstValue")
                .add(
                        "The last value that is not NULL.",
                        new ValueAggregate(Choice.LAST),
                        "anyLast",
                        "last_value",
                        "lastValue")
                .add(
                        "The first value, also NULL.",
                        new ValueAggregate(Choice.ANY_WITH_NULLS),
                        "any_respect_nulls",
                        "anyRespectNulls",
                        "first_value_respect_nulls",
                        "firstValueRespectNulls")
                .add(
                        "The last value, also NULL.",
                        new ValueAggregate(Choice.LAST_WITH_NULLS),
                        "anyLast_respect_nulls",
                        "anyLastRespectNulls",
                        "last_value_respect_nulls",
                        "lastValueRespectNulls")
                .add("A value that more than half of the rows have.", new HeavyAggregate(), "anyHeavy")
                .add("The argument where the value is least.", new ArgAggregate("arg_min"), "argMin")
                .add("The argument where the value is greatest.", new ArgAggregate("arg_max"), "argMax")
                .add(
                        "How many different values; the state is exact up to 65,536.",
                        new UniqAggregate(true, false),
                        "uniq",
                        "uniqCombined",
                        "uniqCombined64",
                        "uniqHLL12",
                        "uniqTheta")
                .add(
                        "How many different values, exactly.",
                        new UniqAggregate(false, false),
                        "uniqExact",
                        "countDistinct")
                .add(
                        "How many different values, up to the parameter; one more where there are more.",
                        new UniqAggregate(false, true),
                        "uniqUpTo")
                .add("The only value, else NULL.", single(), "singleValueOrNull");
        bits(catalog);
        catalog.add("Sums by key.", new MapSumAggregate("sum", true), "sumMap", "sumMappedArrays", "sumMapWithOverflow")
                .add(
                        "Sums by key, of the keys that are named.",
                        new MapSumFilteredAggregate(),
                        "sumMapFiltered",
                        "sumMapFilteredWithOverflow")
                .add("Least values by key.", new MapSumAggregate("min", false), "minMap", "minMappedArrays")
                .add("Greatest values by key.", new MapSumAggregate("max", false), "maxMap", "maxMappedArrays");
    }

    private static FormulaAggregate single() {
        return FormulaAggregate.of(
                        Arity.ONE,
                        a -> Types.nullable(a.get(0)),
                        c -> "CASE WHEN count(DISTINCT " + c.value(0) + ")" + c.suffix() + " = 1 AND count(*)"
                                + c.suffix()
                                + " = count(" + c.value(0) + ")" + c.suffix() + " THEN any_value(" + c.value(0) + ")"
                                + c.suffix() + " END")
                .withNulls();
    }

    private static void bits(Catalog catalog) {
        catalog.add("Bitwise AND.", bit("bit_and").empty(BasicAggregates::ones), "groupBitAnd", "BIT_AND")
                .add("Bitwise OR.", bit("bit_or"), "groupBitOr", "BIT_OR")
                .add("Bitwise exclusive OR.", bit("bit_xor"), "groupBitXor", "BIT_XOR")
                .add("How many different integers.", new BitmapAggregate(), "groupBitmap");
    }

    private static FormulaAggregate bit(String engine) {
        return FormulaAggregate.of(
                Arity.ONE, a -> Results.like(a.get(0).bare(), a), c -> engine + "(" + integer(c) + ")" + c.suffix());
    }

    private static String integer(AggregateCall call) {
        if (!Types.integer(call.argument(0).type())) {
            throw call.error(
                    "its argument is " + Article.with(call.argument(0).type()) + ", where an integer is expected");
        }
        return call.argument(0).stored();
    }

    private static String ones(DataType type) {
        if (type.nullable()) {
            return "NULL";
        }
        return type.bare() instanceof DataType.IntType i && !i.signed()
                ? java.math.BigInteger.ONE
                        .shiftLeft(i.bits())
                        .subtract(java.math.BigInteger.ONE)
                        .toString()
                : "-1";
    }
}
