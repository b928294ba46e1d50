package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;

/** {@code min, max, any, anyLast} and other aggregates that give one of their values; the state is the value. */
record ValueAggregate(String engine, boolean ignoresRepeats) implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.plain(arguments.get(0));
    }

    @Override
    public String plain(AggregateCall call) {
        String value = call.argument(0).value();
        boolean lastOne = engine.equals("last") && call.argument(0).type().nullable();
        return lastOne
                ? "arg_max(" + value + ", CASE WHEN " + value + " IS NULL THEN NULL ELSE 1 END)" + call.suffix()
                : engine + "(" + value + ")" + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        return SqlText.cast(plain(call), type(call.parameters(), call.types()));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return engine + "(" + states + ")" + suffix;
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return state;
    }

    @Override
    public String empty(DataType result) {
        return SqlText.defaultOf(result);
    }
}
