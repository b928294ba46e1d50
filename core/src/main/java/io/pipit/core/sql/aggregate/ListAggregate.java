package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;

/** {@code groupArray} and {@code groupUniqArray}: the values as an array, without NULLs; a parameter bounds its length. */
record ListAggregate(boolean unique) implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType plain = Types.plain(arguments.get(0));
        return new ArrayType(plain.bare());
    }

    @Override
    public String plain(AggregateCall call) {
        String list = "list(" + (call.distinct() || unique ? "DISTINCT " : "")
                + call.argument(0).value() + ")" + call.suffix();
        if (call.argument(0).type().nullable()) {
            list = "list_filter(" + list + ", lambda v: v IS NOT NULL)";
        }
        return bounded(unique ? "list_sort(" + list + ")" : list, call.parameters());
    }

    @Override
    public String state(AggregateCall call) {
        return plain(call);
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        String all = "flatten(list(" + states + ")" + suffix + ")";
        return bounded(unique ? "list_sort(list_distinct(" + all + "))" : all, type.parameters());
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return state;
    }

    @Override
    public String empty(DataType result) {
        return SqlText.defaultOf(result);
    }

    @Override
    public boolean ignoresRepeats() {
        return unique;
    }

    private static String bounded(String list, List<String> parameters) {
        return parameters.isEmpty() ? list : "list_slice(" + list + ", 1, " + parameters.get(0) + ")";
    }
}
