package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code avg} and {@code avgWeighted}: the state is the sum and the sum of the weights, which is the count.
 *
 * @param weighted whether the second argument is a weight
 */
public record AvgAggregate(boolean weighted) implements Aggregate {
    @Override
    public Arity arity() {
        return weighted ? Arity.TWO : Arity.ONE;
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType mean =
                !weighted && MeanTime.of(arguments.get(0)) ? arguments.get(0).bare() : Types.FLOAT64;
        return Results.like(mean, arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        if (time(call.argument(0).type())) {
            DataType type = call.argument(0).type();
            return MeanTime.time(call.engine("avg", MeanTime.number(call.argument(0))), type);
        } else if (!weighted) {
            return call.engine("avg", Types.floating(call.argument(0).type()) ? call.real(0) : call.number(0));
        }
        AggregateCall c = call.complete();
        return "(" + c.engine("sum", c.real(0) + " * " + c.real(1)) + " / nullif(" + c.engine("sum", c.real(1))
                + ", 0))";
    }

    @Override
    public String state(AggregateCall call) {
        AggregateCall c = call.complete();
        boolean time = time(c.argument(0).type());
        String value = time ? MeanTime.number(c.argument(0)) : c.number(0);
        String real = "CAST(" + value + " AS DOUBLE)";
        String sum = weighted ? real + " * " + c.real(1) : real;
        String count = weighted
                ? "coalesce(" + c.engine("sum", c.real(1)) + ", 0)"
                : "CAST(" + c.engine("count", value) + " AS BIGINT)";
        return "struct_pack(s := coalesce(" + c.engine("sum", sum) + ", 0), n := " + count + ")";
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String count = "coalesce(sum((" + states + ").n)" + suffix + ", 0)";
        return "struct_pack(s := coalesce(sum((" + states + ").s)" + suffix + ", 0), n := "
                + (weighted ? count : "CAST(" + count + " AS BIGINT)") + ")";
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        String mean = "((" + state + ").s / nullif((" + state + ").n, 0))";
        DataType argument = type.arguments().get(0);
        return time(argument) ? MeanTime.time(mean, argument) : mean;
    }

    private boolean time(DataType type) {
        return !weighted && MeanTime.of(type);
    }

    @Override
    public String empty(DataType result) {
        return Results.nanOf(result);
    }
}
