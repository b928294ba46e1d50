package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import java.util.List;

/** {@code sumMapFiltered([key, ..])(keys, values)}: {@code sumMap} of these keys only. */
public record MapSumFilteredAggregate() implements Aggregate {
    private static final MapSumAggregate SUMS = new MapSumAggregate("sum", true);

    @Override
    public Arity arity() {
        return SUMS.arity();
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return SUMS.type(List.of(), arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        String keys = call.parameter(0, "");
        if (!keys.startsWith("[") || !keys.endsWith("]")) {
            throw call.error("the keys are missing: sumMapFiltered([1, 2])(keys, values)");
        }
        return SUMS.plain(call, "list_contains(" + keys + ", k)");
    }
}
