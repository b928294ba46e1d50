package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.aggregate.base.CovarianceAggregate.Kind;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.Locale;

/** Moments and correlations. */
final class StatisticAggregates {
    private static final TupleType LINE =
            new TupleType(List.of("k", "b"), List.<DataType>of(Types.FLOAT64, Types.FLOAT64));

    private static final DataType BINS = new DataType.ArrayType(
            new TupleType(List.of("", "", ""), List.<DataType>of(Types.FLOAT64, Types.FLOAT64, Types.FLOAT64)));

    private StatisticAggregates() {}

    static void addTo(Catalog catalog) {
        catalog.add("Variance of all.", new VarianceAggregate(false, false), "varPop", "varPopStable", "VAR_POP")
                .add(
                        "Variance of a sample.",
                        new VarianceAggregate(true, false),
                        "varSamp",
                        "varSampStable",
                        "VAR_SAMP",
                        "variance")
                .add(
                        "Standard deviation of all.",
                        new VarianceAggregate(false, true),
                        "stddevPop",
                        "stddevPopStable",
                        "STDDEV_POP")
                .add(
                        "Standard deviation of a sample.",
                        new VarianceAggregate(true, true),
                        "stddevSamp",
                        "stddevSampStable",
                        "STDDEV_SAMP",
                        "stddev")
                .add(
                        "Covariance of all.",
                        new CovarianceAggregate(Kind.POPULATION),
                        "covarPop",
                        "covarPopStable",
                        "COVAR_POP")
                .add(
                        "Covariance of a sample.",
                        new CovarianceAggregate(Kind.SAMPLE),
                        "covarSamp",
                        "covarSampStable",
                        "COVAR_SAMP")
                .add("Correlation after Pearson.", new CovarianceAggregate(Kind.CORRELATION), "corr", "corrStable")
                .add(
                        "Correlation of ranks after Spearman.",
                        FormulaAggregate.real(Arity.TWO, StatisticAggregates::ranks),
                        "rankCorr")
                .add("Skewness of all.", moment(3, "var_pop", 1.5), "skewPop")
                .add("Skewness of a sample.", moment(3, "var_samp", 1.5), "skewSamp")
                .add("Kurtosis of all.", moment(4, "var_pop", 2), "kurtPop")
                .add("Kurtosis of a sample.", moment(4, "var_samp", 2), "kurtSamp")
                .add(
                        "Shannon's entropy in bits.",
                        FormulaAggregate.of(Arity.ONE, a -> Types.FLOAT64, c -> c.engine("entropy", c.value(0))),
                        "entropy")
                .add(
                        "Bins that adapt to the values: from, to and how many.",
                        FormulaAggregate.of(Arity.ONE, a -> BINS, StatisticAggregates::bins),
                        "histogram")
                .add(
                        "Slope and intercept of the line with the least squares.",
                        FormulaAggregate.of(Arity.TWO, a -> LINE, StatisticAggregates::line)
                                .empty(t -> "{'k': " + Results.NAN + ", 'b': " + Results.NAN + "}"),
                        "simpleLinearRegression")
                .add(
                        "Slope between the leftmost and the rightmost point.",
                        FormulaAggregate.real(Arity.TWO, StatisticAggregates::bounds),
                        "boundingRatio")
                .add(
                        "Mean with weights that halve with age.",
                        FormulaAggregate.real(Arity.TWO, StatisticAggregates::exponential)
                                .empty(t -> "0"),
                        "exponentialMovingAverage");
    }

    /** A central moment divided by a power of the variance; from rows, as sums of powers would cancel out. */
    private static FormulaAggregate moment(int order, String variance, double power) {
        return FormulaAggregate.real(Arity.ONE, c -> {
            AggregateCall.Rows rows = c.rows();
            String divided = String.format(
                    Locale.ROOT,
                    "avg((x - m) ** %d) / nullif(%s(x) ** %s, 0)",
                    order,
                    variance,
                    Double.toString(power));
            return "(SELECT " + divided + " FROM (SELECT " + rows.call().real(0) + " AS x, avg("
                    + rows.call().real(0) + ") OVER () AS m" + rows.from() + "))";
        });
    }

    private static String bins(AggregateCall call) {
        AggregateCall.Rows rows = call.rows();
        String values = "string_agg(x::VARCHAR, ',' ORDER BY i)";
        return SqlText.cast(
                "(SELECT pipit_text('histogram', coalesce(" + values + ", ''), '" + call.parameter(0, "10")
                        + "') FROM (SELECT " + rows.call().real(0) + " AS x, " + rows.number() + " AS i"
                        + rows.numbered() + "))",
                BINS);
    }

    private static String ranks(AggregateCall call) {
        AggregateCall.Rows rows = call.rows();
        return "(SELECT 1 - 6 * sum((x - y) ** 2) / nullif(count(*) * (count(*) * count(*) - 1), 0) FROM (SELECT "
                + rank(rows.call().number(0)) + " AS x, " + rank(rows.call().number(1)) + " AS y" + rows.from() + "))";
    }

    private static String rank(String value) {
        return "rank() OVER (ORDER BY " + value + ") + count(*) OVER (PARTITION BY " + value + ") / 2.0";
    }

    private static String line(AggregateCall call) {
        String of = call.real(1) + ", " + call.real(0);
        return SqlText.cast(
                "{'k': coalesce(" + call.engine("regr_slope", of) + ", " + Results.NAN + "), 'b': coalesce(CASE WHEN "
                        + call.engine("regr_slope", of) + " IS NOT NULL THEN " + call.engine("regr_intercept", of)
                        + " END, "
                        + Results.NAN + ")}",
                LINE);
    }

    private static String bounds(AggregateCall call) {
        String x = call.real(0);
        String y = call.real(1);
        return "((" + call.engine("arg_max", y + ", " + x) + " - " + call.engine("arg_min", y + ", " + x)
                + ") / nullif(" + call.engine("max", x) + " - " + call.engine("min", x) + ", 0))";
    }

    private static String exponential(AggregateCall call) {
        String half = call.parameter(0, "1");
        AggregateCall.Rows rows = call.rows();
        String t = rows.call().real(1);
        return "(SELECT sum(x * 2 ** ((t - last) / " + half + ")) * (1 - 2 ** (-1.0 / " + half + ")) FROM (SELECT "
                + rows.call().real(0) + " AS x, " + t + " AS t, max(" + t + ") OVER () AS last" + rows.from() + "))";
    }
}
