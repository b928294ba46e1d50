package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
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
        return bounded(kind == Kind.DISTINCT ? "list_sort(" + list + ")" : list, call.parameters());
    }

    @Override
    public String state(AggregateCall call) {
        return "coalesce(" + plain(call) + ", [])";
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String all = "flatten(list(" + states + ")" + suffix + ")";
        return bounded(kind == Kind.DISTINCT ? "list_sort(list_distinct(" + all + "))" : all, type.parameters());
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return state;
    }

    @Override
    public boolean ignoresRepeats() {
        return kind == Kind.DISTINCT;
    }

    private String bounded(String list, List<String> parameters) {
        if (parameters.isEmpty()) {
            return kind == Kind.SORTED ? "list_sort(" + list + ")" : list;
        }
        String count = parameters.get(0);
        return switch (kind) {
            case ALL, DISTINCT -> "list_slice(" + list + ", 1, " + count + ")";
            case SORTED -> "list_slice(list_sort(" + list + "), 1, " + count + ")";
            case LAST -> "list_slice(" + list + ", -" + count + ", -1)";
        };
    }
}
