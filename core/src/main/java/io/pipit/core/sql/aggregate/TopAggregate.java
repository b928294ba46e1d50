package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;

/** {@code topK(N)}: the most frequent values, counted exactly. The state is the list of values, each as often as it came. */
record TopAggregate() implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return new ArrayType(Types.plain(arguments.get(0)).bare());
    }

    @Override
    public String plain(AggregateCall call) {
        return top(call.parameters(), "list(" + call.argument(0).value() + ")" + call.suffix());
    }

    @Override
    public String state(AggregateCall call) {
        return "list(" + call.argument(0).value() + ")" + call.suffix();
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return "flatten(list(" + states + ")" + suffix + ")";
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return top(type.parameters(), state);
    }

    private static String top(List<String> parameters, String values) {
        String counts = "map_entries(list_histogram(" + values + "))";
        String pairs = "list_transform(" + counts + ", lambda e: {'n': -CAST(e.value AS BIGINT), 'v': e.key})";
        return "list_transform(list_slice(list_sort(" + pairs + "), 1, "
                + (parameters.isEmpty() ? "10" : parameters.get(0)) + "), lambda e: e.v)";
    }

    @Override
    public String empty(DataType result) {
        return SqlText.defaultOf(result);
    }
}
