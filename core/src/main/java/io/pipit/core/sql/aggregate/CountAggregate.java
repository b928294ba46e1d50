package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.stream.Collectors;

/** {@code count}: its state is a number. */
final class CountAggregate implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.UINT64;
    }

    @Override
    public String plain(AggregateCall call) {
        if (call.distinct()) {
            String arguments = call.arguments().size() == 1
                    ? call.argument(0).value()
                    : call.arguments().stream().map(Rendered::value).collect(Collectors.joining(", ", "row(", ")"));
            return "count(DISTINCT " + arguments + ")" + call.suffix();
        }
        boolean all = call.arguments().isEmpty() || !call.anyNullable();
        return (all ? "count(*)" : "count(" + call.argument(0).value() + ")") + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        return plain(call);
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return "CAST(sum(" + states + ")" + suffix + " AS BIGINT)";
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return state;
    }

    @Override
    public String empty(DataType result) {
        return "0";
    }
}
