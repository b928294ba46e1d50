package io.pipit.core.sql.aggregate.base;

import io.pipit.core.sql.aggregate.AggregateCall;
import java.util.List;

/**
 * {@code windowFunnel} in mode {@code strict_once}: a row counts for one step of a run only, though it may meet the conditions of several.
 * Which of them it should count for is known later, so all runs are kept: the step that each has reached, when it began ({@code f}), when
 * it got there ({@code p}), and its rows ({@code r}).
 */
final class FunnelPaths {
    private FunnelPaths() {}

    /** The step that was reached. */
    static String of(AggregateCall call) {
        List<String> modes = call.parameters().subList(1, call.parameters().size());
        if (!List.of("'strict_once'", "'strict_increase'").containsAll(modes)) {
            throw call.error("the mode strict_once goes together with strict_increase only");
        }
        int steps = call.arguments().size() - 1;
        AggregateCall.Rows rows = call.rows();
        String events = "SELECT t, n, unnest(l) AS l FROM (SELECT " + FunnelAggregate.time(rows, call) + " AS t, "
                + rows.number() + " AS n, " + FunnelAggregate.levels(rows, steps) + " AS l" + rows.numbered() + ")";
        String none = "CAST([] AS STRUCT(l BIGINT, f DOUBLE, p DOUBLE, r BIGINT[])[])";
        String start = "[" + state("0::DOUBLE", "0::BIGINT", "0::BIGINT", none) + "]";
        String event = state("t::DOUBLE", "n::BIGINT", "l::BIGINT", none);
        String machine = "list_reduce(list_concat(" + start + ", list(" + event + " ORDER BY t, l)), lambda a, e: "
                + step(call, modes.contains("'strict_increase'")) + ")";
        return "(SELECT CAST(coalesce(list_max(list_transform(struct_extract(" + machine
                + ", 's'), lambda x: x.l)), 0) AS UTINYINT) FROM (" + events + "))";
    }

    private static String step(AggregateCall call, boolean increase) {
        String begun = "[{'l': e.l, 'f': e.t, 'p': e.t, 'r': [e.n]}]";
        String fits = "x.l = e.l - 1 AND e.t <= x.f + " + call.parameters().get(0) + " AND NOT list_contains(x.r, e.n)"
                + (increase ? " AND x.p < e.t" : "");
        String longer = "list_transform(list_filter(a.s, lambda x: " + fits
                + "), lambda x: {'l': e.l, 'f': x.f, 'p': e.t, 'r': list_append(x.r, e.n)})";
        return state(
                "e.t", "e.n", "e.l", "list_concat(a.s, CASE WHEN e.l = 1 THEN " + begun + " ELSE " + longer + " END)");
    }

    private static String state(String time, String row, String level, String runs) {
        return "{'t': " + time + ", 'n': " + row + ", 'l': " + level + ", 's': " + runs + "}";
    }
}
