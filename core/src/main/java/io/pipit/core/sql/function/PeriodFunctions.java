package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.IntervalType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.error.Article;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Periods of one length that follow each other ({@code tumble}), or that overlap ({@code hop}). */
final class PeriodFunctions implements FunctionRegistry.Family {
    private FunctionRegistry.Builder known;

    @Override
    public void register(FunctionRegistry.Builder f) {
        known = f;
        f.add(
                "tumbleStart",
                1,
                3,
                "The start of the period of that length.",
                c -> isPair(c) ? member(c, 1) : start(c, 2));
        f.add("tumbleEnd", 1, 3, "The end of the period of that length.", c -> isPair(c) ? member(c, 2) : end(c, 2));
        f.add("tumble", 2, 3, "Start and end of the period of that length.", c -> pair(c, start(c, 2), end(c, 2)));
        f.add(
                "hopStart",
                1,
                4,
                "The start of the first period that holds a time: one begins every hop, and has the length of the window.",
                c -> isPair(c) ? member(c, 1) : hopStart(c));
        f.add("hopEnd", 1, 4, "The end of that period.", c -> isPair(c) ? member(c, 2) : end(c, 3));
        f.add("hop", 3, 4, "Start and end of that period.", c -> pair(c, hopStart(c), end(c, 3)));
    }

    private static boolean isPair(CallSite c) {
        if (c.size() == 1 && !(c.type(0).bare() instanceof TupleType)) {
            throw c.error("after the time an interval is expected, for instance INTERVAL 1 HOUR");
        }
        return c.size() == 1;
    }

    private Rendered member(CallSite c, int index) {
        Rendered number = Rendered.literal(Integer.toString(index), Types.UINT8, BigDecimal.valueOf(index));
        return call(c, "tupleElement", List.of(c.argument(0), number));
    }

    private Rendered call(CallSite c, String function, List<Rendered> values) {
        List<CallSite.Argument> arguments =
                values.stream().map(v -> new CallSite.Argument(v, null, 0)).toList();
        return known.known(function).render(new CallSite(c.function(), c.position(), arguments, c::now));
    }

    /** The start of the period of the length of argument 1; the zone, where there is one, is the argument at that place. */
    private Rendered start(CallSite c, int zone) {
        List<Rendered> arguments = new ArrayList<>(List.of(c.argument(0), c.argument(1)));
        if (c.size() > zone) {
            arguments.add(c.argument(zone));
        }
        return call(c, "toStartOfInterval", arguments);
    }

    private Rendered end(CallSite c, int zone) {
        return TimeShift.shift(c, start(c, zone), interval(c, 1).unit(), c.sql(1), false);
    }

    private Rendered hopStart(CallSite c) {
        return TimeShift.shift(c, end(c, 3), interval(c, 2).unit(), c.sql(2), true);
    }

    private static IntervalType interval(CallSite c, int index) {
        if (!(c.type(index).bare() instanceof IntervalType interval)) {
            throw c.error("argument " + (index + 1) + " is " + Article.with(c.type(index))
                    + ", where an interval is expected, for instance INTERVAL 1 HOUR");
        }
        return interval;
    }

    private Rendered pair(CallSite c, Rendered start, Rendered end) {
        return call(c, "tuple", List.of(start, end));
    }
}
