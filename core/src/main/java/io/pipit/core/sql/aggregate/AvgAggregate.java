package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.function.Types;
import java.util.List;

/** {@code avg}: its state is sum and count. */
final class AvgAggregate implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return arguments.get(0).nullable() ? Types.nullable(Types.FLOAT64) : Types.FLOAT64;
    }

    @Override
    public String plain(AggregateCall call) {
        return call.engine("avg", call.number(0));
    }

    @Override
    public String state(AggregateCall call) {
        String argument = call.number(0);
        return "struct_pack(s := coalesce(" + call.engine("sum", "CAST(" + argument + " AS DOUBLE)")
                + ", 0), n := CAST(" + call.engine("count", argument) + " AS BIGINT))";
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return "struct_pack(s := coalesce(sum((" + states + ").s)" + suffix + ", 0), n := CAST(coalesce(sum((" + states
                + ").n)" + suffix + ", 0) AS BIGINT))";
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return "((" + state + ").s / nullif((" + state + ").n, 0))";
    }

    @Override
    public String empty(DataType result) {
        return result.nullable() ? "NULL" : "CAST('nan' AS DOUBLE)";
    }
}
