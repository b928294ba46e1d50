package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.function.SortedLists;
import java.util.List;
import java.util.function.Supplier;

/** {@code groupArray} and its variants: the values as an array, without NULLs; a parameter bounds its length. */
public record ListAggregate(Kind kind) implements Aggregate {
    /** Which values, in which order. */
    public enum Kind {
        ALL,
        DISTINCT,
        SORTED,
        LAST
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Results.array(arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        AggregateCall c = call.complete();
        String list = "list(" + (kind == Kind.DISTINCT ? "DISTINCT " : "")
                + call.argument(0).value() + ")" + c.suffix();
        return bounded(kind == Kind.DISTINCT ? "list_sort(" + list + ")" : list, call.parameters(), call.types());
    }

    @Override
    public String state(AggregateCall call) {
        return "coalesce(" + plain(call) + ", [])";
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String all = "flatten(list(" + states + ")" + suffix + ")";
        return bounded(
                kind == Kind.DISTINCT ? "list_sort(list_distinct(" + all + "))" : all,
                type.parameters(),
                type.arguments());
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return state;
    }

    @Override
    public boolean ignoresRepeats() {
        return kind == Kind.DISTINCT;
    }

    private String bounded(String list, List<String> parameters, List<DataType> arguments) {
        String values = kind == Kind.SORTED ? SortedLists.sorted(arguments.get(0), list, true) : list;
        if (parameters.isEmpty()) {
            return values;
        }
        String count = parameters.get(0);
        return kind == Kind.LAST
                ? "list_slice(" + values + ", -" + count + ", -1)"
                : "list_slice(" + values + ", 1, " + count + ")";
    }
}
