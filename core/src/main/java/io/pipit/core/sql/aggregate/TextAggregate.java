package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.function.Conversions;
import io.pipit.core.sql.function.Types;
import java.util.List;

/** {@code groupConcat}: the values as one text with a separator between them. Its state is the list of texts. */
record TextAggregate() implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.STRING;
    }

    @Override
    public String plain(AggregateCall call) {
        String separator =
                call.parameters().isEmpty() ? "''" : call.parameters().get(0);
        return "string_agg(" + Conversions.text(call.argument(0)) + ", " + separator + ")" + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        throw call.error().apply("it has no partial state; use groupArrayState and arrayStringConcat");
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return states;
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return state;
    }

    @Override
    public String empty(DataType result) {
        return "''";
    }
}
