package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code sum} and its variants; the state is a number.
 *
 * @param width of the result: that of sums, that of the argument, or a floating-point number
 */
public record SumAggregate(Width width) implements Aggregate {
    /** What type the sum has. */
    public enum Width {
        SUM,
        ARGUMENT,
        REAL
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType argument = arguments.get(0);
        if (argument.bare() instanceof DataType.NothingType) {
            return argument;
        }
        DataType type = switch (width) {
            case SUM -> Results.sum(argument);
            case ARGUMENT -> argument.bare() instanceof DataType.BoolType ? Types.UINT8 : argument.bare();
            case REAL -> Types.FLOAT64;
        };
        return Results.like(type, arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        if (call.argument(0).type().bare() instanceof DataType.NothingType) {
            return "NULL";
        }
        DataType type = type(call.parameters(), call.types());
        boolean real = Types.floating(type);
        return Results.wrapped(
                call.engine(real && width == Width.REAL ? "fsum" : "sum", real ? call.real(0) : call.number(0)), type);
    }

    @Override
    public String state(AggregateCall call) {
        return plain(call);
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return Results.wrapped("sum(" + states + ")" + suffix, type(type.parameters(), type.arguments()));
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return state;
    }

    @Override
    public String empty(DataType result) {
        return result.nullable() ? "NULL" : "0";
    }
}
