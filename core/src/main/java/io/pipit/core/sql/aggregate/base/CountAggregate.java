package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/** {@code count}: its state is a number. */
public record CountAggregate() implements Aggregate {
    @Override
    public Arity arity() {
        return new Arity(0, 1);
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.UINT64;
    }

    @Override
    public String plain(AggregateCall call) {
        boolean all = call.arguments().isEmpty() || !call.anyNullable();
        return (all ? "count(*)" : "count(" + call.value(0) + ")") + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        return plain(call);
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return "CAST(coalesce(sum(" + states + ")" + suffix + ", 0) AS BIGINT)";
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return state;
    }

    @Override
    public String empty(DataType result) {
        return "0";
    }
}
