package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;

/** {@code sum}: 64 bits for integers; its state is a number. */
final class SumAggregate implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType argument = arguments.get(0);
        DataType bare = argument.bare();
        DataType sum = Types.INT64;
        if (bare instanceof FloatType) {
            sum = Types.FLOAT64;
        } else if (bare instanceof DecimalType d) {
            sum = new DecimalType(38, d.scale());
        } else if ((bare instanceof IntType i && !i.signed()) || bare instanceof BoolType) {
            sum = Types.UINT64;
        }
        return argument.nullable() ? Types.nullable(sum) : sum;
    }

    @Override
    public String plain(AggregateCall call) {
        DataType type = type(call.parameters(), List.of(call.argument(0).type()));
        String argument = call.number(0);
        return SqlText.cast(
                call.engine("sum", Types.floating(type) ? "CAST(" + argument + " AS DOUBLE)" : argument), type);
    }

    @Override
    public String state(AggregateCall call) {
        return plain(call);
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return SqlText.cast("sum(" + states + ")" + suffix, StateStorage.of(type));
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return state;
    }

    @Override
    public String empty(DataType result) {
        return result.nullable() ? "NULL" : "0";
    }
}
