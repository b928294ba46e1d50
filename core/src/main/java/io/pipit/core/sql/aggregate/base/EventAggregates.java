package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.Conversions;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Aggregates over what happened one after another. */
final class EventAggregates {
    private EventAggregates() {}

    static void addTo(Catalog catalog) {
        catalog.add(
                        "How far users came through the steps of a funnel within a time.",
                        new FunnelAggregate(),
                        "windowFunnel")
                .add("Whether events come in this order.", new SequenceAggregate(false), "sequenceMatch")
                .add("How often events come in this order.", new SequenceAggregate(true), "sequenceCount")
                .add(
                        "Which of the conditions hold together with the first.",
                        FormulaAggregate.of(Arity.MANY, a -> new ArrayType(Types.UINT8), EventAggregates::retention),
                        "retention")
                .add(
                        "The sum of what values rise from row to row.",
                        FormulaAggregate.of(Arity.ONE, a -> a.get(0).bare(), c -> rises(c, true)),
                        "deltaSum")
                .add(
                        "The sum of what values rise from time to time.",
                        FormulaAggregate.of(Arity.TWO, a -> a.get(0).bare(), c -> rises(c, false)),
                        "deltaSumTimestamp")
                .add(
                        "The length that intervals cover together.",
                        FormulaAggregate.of(Arity.TWO, a -> length(a.get(0)), EventAggregates::covered),
                        "intervalLengthSum")
                .add(
                        "How many intervals overlap at most.",
                        FormulaAggregate.of(Arity.TWO, a -> Results.like(Types.UINT64, a), c -> overlap(c, "max(n)")),
                        "maxIntersections")
                .add(
                        "Where most intervals overlap.",
                        FormulaAggregate.of(
                                Arity.TWO, a -> a.get(0).bare(), c -> overlap(c, "arg_max(p, n ORDER BY p)")),
                        "maxIntersectionsPosition");
    }

    private static DataType length(DataType argument) {
        return Types.floating(argument) ? Types.FLOAT64 : Types.UINT64;
    }

    private static String retention(AggregateCall call) {
        String first = any(call, 0);
        return IntStream.range(0, call.arguments().size())
                .mapToObj(i -> "CAST(" + first + (i == 0 ? "" : " AND " + any(call, i)) + " AS UTINYINT)")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String any(AggregateCall call, int index) {
        return "coalesce(bool_or(" + call.argument(index).truth() + ")" + call.suffix() + ", false)";
    }

    private static String rises(AggregateCall call, boolean byPlace) {
        AggregateCall.Rows rows = call.rows();
        String value = "CAST(" + rows.call().number(0) + " AS "
                + (Types.floating(call.argument(0).type()) ? "DOUBLE" : "HUGEINT") + ")";
        String by = byPlace ? rows.number() : rows.call().argument(1).value();
        return Conversions.wrapped(
                "(SELECT coalesce(sum(greatest(x - before, 0)), 0) FROM (SELECT x, lag(x) OVER (ORDER BY i) AS before FROM (SELECT "
                        + value + " AS x, " + by + " AS i" + rows.numbered() + ")))",
                call.argument(0).type().bare());
    }

    private static String covered(AggregateCall call) {
        AggregateCall.Rows rows = call.rows();
        String start = point(rows, 0, call);
        String stop = point(rows, 1, call);
        String end = "max(e) OVER (ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)";
        return SqlText.cast(
                "(SELECT coalesce(sum(greatest(e - greatest(s, coalesce(before, s)), 0)), 0) FROM (SELECT s, e, " + end
                        + " AS before FROM (SELECT least(" + start + ", " + stop + ") AS s, greatest(" + start + ", "
                        + stop + ") AS e" + rows.from() + ")))",
                length(call.argument(0).type()));
    }

    private static String point(AggregateCall.Rows rows, int index, AggregateCall call) {
        DataType type = call.argument(index).type();
        if (Types.instant(type)) {
            return "epoch(" + rows.call().value(index) + ")";
        } else if (Types.date(type)) {
            return "epoch(" + rows.call().value(index) + ") // 86400";
        }
        return "CAST(" + rows.call().number(index) + " AS " + (Types.floating(type) ? "DOUBLE" : "HUGEINT") + ")";
    }

    private static String overlap(AggregateCall call, String result) {
        AggregateCall.Rows rows = call.rows();
        String list = "[{'p': " + rows.call().value(0) + ", 'w': 1}, {'p': "
                + rows.call().value(1) + ", 'w': -1}]";
        return "(SELECT " + result
                + " FROM (SELECT e.p AS p, sum(e.w) OVER (ORDER BY e.p, e.w ROWS UNBOUNDED PRECEDING) AS n "
                + "FROM (SELECT unnest(" + list + ") AS e" + rows.from() + ")))";
    }
}
