package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code windowFunnel(seconds, modes..)(time, step1, step2, ..)}: events in the order of time go through a machine that keeps, for each
 * step that was reached, when the run that reached it began ({@code f}) and when it was reached ({@code p}).
 */
public record FunnelAggregate() implements Aggregate {
    private static final List<String> MODES =
            List.of("'strict_increase'", "'strict_order'", "'strict_deduplication'", "'strict'", "'strict_once'");

    @Override
    public Arity arity() {
        return new Arity(2, 33);
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.UINT8;
    }

    @Override
    public String plain(AggregateCall call) {
        if (call.parameters().isEmpty()) {
            throw call.error("the window is missing: windowFunnel(seconds)(time, condition, ...)");
        }
        for (String mode : call.parameters().subList(1, call.parameters().size())) {
            if (!MODES.contains(mode)) {
                throw call.error("found the mode " + mode
                        + "; known are strict_increase, strict_order, strict_deduplication and strict_once");
            }
        }
        if (has(call, "'strict_once'")) {
            return FunnelPaths.of(call);
        }
        int steps = call.arguments().size() - 1;
        AggregateCall.Rows rows = call.rows();
        boolean order = has(call, "'strict_order'");
        String levels = levels(rows, steps);
        String events = "SELECT t, unnest(" + (order ? "CASE WHEN len(l) = 0 THEN [0] ELSE l END" : "l")
                + ") AS l FROM (SELECT " + time(rows, call) + " AS t, " + levels + " AS l" + rows.from() + ")";
        String none = "[" + "CAST(NULL AS DOUBLE), ".repeat(steps - 1) + "CAST(NULL AS DOUBLE)]";
        String event = "{'t': t, 'l': l, 'f': " + none + ", 'p': " + none + ", 'd': -1}";
        String start = "[{'t': 0::DOUBLE, 'l': 0, 'f': " + none + ", 'p': " + none + ", 'd': -1}]";
        String machine = "list_reduce(list_concat(" + start + ", list(" + event + " ORDER BY t, l)), lambda a, e: "
                + step(call, steps) + ")";
        return "(SELECT list_extract(list_transform([" + machine
                + "], lambda s: CAST(CASE WHEN s.d >= 0 THEN s.d ELSE len(list_filter(s.f, lambda x: x IS NOT NULL)) END AS UTINYINT)), 1) FROM ("
                + events + "))";
    }

    /** The steps whose conditions hold for a row. */
    static String levels(AggregateCall.Rows rows, int steps) {
        return IntStream.rangeClosed(1, steps)
                .mapToObj(i -> "CASE WHEN " + rows.call().argument(i).truth() + " THEN " + i + " END")
                .collect(Collectors.joining(", ", "list_filter([", "], lambda l: l IS NOT NULL)"));
    }

    static String time(AggregateCall.Rows rows, AggregateCall call) {
        String value = rows.call().value(0);
        DataType type = call.argument(0).type();
        if (Types.date(type)) {
            return "epoch(" + value + ") / 86400";
        } else if (type.bare() instanceof DataType.DateTime64Type t) {
            return "epoch(" + value + ") * 1e" + t.precision();
        }
        return Types.instant(type) ? "epoch(" + value + ")" : "CAST(" + value + " AS DOUBLE)";
    }

    private static boolean has(AggregateCall call, String mode) {
        return call.parameters().contains(mode);
    }

    private static String step(AggregateCall call, int steps) {
        String window = call.parameters().get(0);
        String same = state("a.f", "a.p", "a.d");
        String before = "a.f[e.l - 1]";
        StringBuilder out = new StringBuilder("CASE WHEN a.d >= 0 THEN " + same);
        if (has(call, "'strict_order'")) {
            out.append(" WHEN e.l = 0 THEN ")
                    .append(state("a.f", "a.p", "CASE WHEN a.f[1] IS NULL THEN -1 ELSE " + reached() + " END"));
        }
        out.append(" WHEN e.l = 1 THEN ").append(state(put("a.f", "e.t"), put("a.p", "e.t"), "-1"));
        if (has(call, "'strict_deduplication'") || has(call, "'strict'")) {
            out.append(" WHEN a.f[e.l] IS NOT NULL THEN ").append(state("a.f", "a.p", reached()));
        }
        if (has(call, "'strict_order'")) {
            out.append(" WHEN a.f[1] IS NOT NULL AND ")
                    .append(before)
                    .append(" IS NULL THEN ")
                    .append(state("a.f", "a.p", reached()));
        }
        out.append(" WHEN ")
                .append(before)
                .append(" IS NOT NULL AND e.t <= ")
                .append(before)
                .append(" + ")
                .append(window);
        if (has(call, "'strict_increase'")) {
            out.append(" AND a.p[e.l - 1] < e.t");
        }
        out.append(" THEN ")
                .append(state(
                        put("a.f", before),
                        put("a.p", "e.t"),
                        "CASE WHEN e.l = " + steps + " THEN " + steps + " ELSE -1 END"));
        return out.append(" ELSE ").append(same).append(" END").toString();
    }

    private static String reached() {
        return "len(list_filter(a.f, lambda x: x IS NOT NULL))";
    }

    private static String state(String first, String previous, String done) {
        return "{'t': e.t, 'l': e.l, 'f': " + first + ", 'p': " + previous + ", 'd': CAST(" + done + " AS INTEGER)}";
    }

    private static String put(String list, String value) {
        return "list_transform(" + list + ", lambda x, i: CASE WHEN i = e.l THEN " + value + " ELSE x END)";
    }

    @Override
    public String empty(DataType result) {
        return "0";
    }
}
