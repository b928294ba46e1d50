package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.aggregate.base.ListAggregate.Kind;
import io.pipit.core.sql.function.Conversions;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;

/** Aggregates that give arrays and texts of the values. */
final class ListAggregates {
    private ListAggregates() {}

    static void addTo(Catalog catalog) {
        catalog.add(
                        "The values as an array; a parameter bounds its length.",
                        new ListAggregate(Kind.ALL),
                        "groupArray",
                        "array_agg",
                        "groupArraySample")
                .add(
                        "The different values as an array.",
                        new ListAggregate(Kind.DISTINCT),
                        "groupUniqArray",
                        "groupArrayDistinct")
                .add("The least values as an ascending array.", new ListAggregate(Kind.SORTED), "groupArraySorted")
                .add("The last values as an array.", new ListAggregate(Kind.LAST), "groupArrayLast")
                .add(
                        "Values at the places that the second argument gives.",
                        FormulaAggregate.of(Arity.TWO, Results::array, ListAggregates::insertAt),
                        "groupArrayInsertAt")
                .add(
                        "Running sums.",
                        FormulaAggregate.of(
                                Arity.ONE, a -> new ArrayType(Results.sum(a.get(0))), c -> moving(c, false)),
                        "groupArrayMovingSum")
                .add(
                        "Running means.",
                        FormulaAggregate.of(Arity.ONE, a -> new ArrayType(Types.FLOAT64), c -> moving(c, true)),
                        "groupArrayMovingAvg")
                .add(
                        "What all arrays have.",
                        FormulaAggregate.of(
                                Arity.ONE,
                                a -> a.get(0).bare(),
                                c -> "list_sort(list_distinct(list_reduce("
                                        + c.engine("list", c.argument(0).stored())
                                        + ", lambda __a, __b: list_intersect(__a, __b))))"),
                        "groupArrayIntersect")
                .add(
                        "The values as one text, with a separator between them.",
                        FormulaAggregate.of(Arity.ONE, a -> Results.like(Types.STRING, a), ListAggregates::concat),
                        "groupConcat",
                        "group_concat",
                        "string_agg")
                .add("The most frequent values.", new TopAggregate(false, false), "topK")
                .add("The values of the greatest weight.", new TopAggregate(true, false), "topKWeighted")
                .add(
                        "The most frequent values with their counts.",
                        new TopAggregate(false, true),
                        "approx_top_k",
                        "approx_top_count")
                .add("The values of the greatest weight, with it.", new TopAggregate(true, true), "approx_top_sum");
    }

    private static String insertAt(AggregateCall call) {
        AggregateCall.Rows rows = call.rows();
        DataType type = call.argument(0).type().bare();
        String otherwise = SqlText.cast(call.parameter(0, SqlText.defaultOf(type)), type);
        String value = rows.call().argument(0).sql();
        String place = "CAST(" + rows.call().number(1) + " AS BIGINT)";
        return "(SELECT list_transform(range(0, " + call.parameter(1, "n") + "), lambda p: coalesce(m[p], " + otherwise
                + ")) FROM (SELECT max(p) + 1 AS n, map_from_entries(list({'k': p, 'v': v})) AS m FROM (SELECT " + place
                + " AS p, first(" + value + ") AS v" + rows.from() + " GROUP BY " + place + ")))";
    }

    private static String moving(AggregateCall call, boolean mean) {
        AggregateCall.Rows rows = call.rows();
        DataType type = mean ? Types.FLOAT64 : Results.sum(call.argument(0).type());
        String from = call.parameters().isEmpty() ? "UNBOUNDED" : "(" + call.parameter(0, "1") + " - 1)";
        String divisor = mean ? " / " + call.parameter(0, "count(*) OVER ()") : "";
        String sum = "sum(x) OVER (ORDER BY i ROWS BETWEEN " + from + " PRECEDING AND CURRENT ROW)" + divisor;
        return "(SELECT list(" + SqlText.cast("s", type) + " ORDER BY i) FROM (SELECT i, " + sum + " AS s FROM (SELECT "
                + rows.call().number(0) + " AS x, " + rows.number() + " AS i" + rows.numbered() + ")))";
    }

    private static String concat(AggregateCall call) {
        String separator = call.parameter(0, "''");
        String texts = "list(" + Conversions.text(call.argument(0)) + ")" + call.suffix();
        if (call.parameters().size() > 1) {
            texts = "list_slice(" + texts + ", 1, " + call.parameter(1, "") + ")";
        }
        // there is no separator before the first text that is not empty
        String begin = "coalesce(list_position(list_transform(l, lambda t: t <> ''), true), len(l) + 1)";
        return "list_transform([" + texts + "], lambda l: array_to_string(list_slice(l, " + begin + ", len(l)), "
                + separator + "))[1]";
    }
}
