package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * Variances and standard deviations. The state is the count {@code n}, the mean {@code m} and the sum {@code q} of the squared
 * differences from it.
 *
 * @param sample whether it is that of a sample, so that the divisor is one less than the count
 * @param root whether its square root is taken
 */
public record VarianceAggregate(boolean sample, boolean root) implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        boolean small = arguments.get(0).bare().equals(Types.FLOAT32);
        return Results.like(small ? Types.FLOAT32 : Types.FLOAT64, arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        String name = (root ? "stddev_" : "var_") + (sample ? "samp" : "pop");
        String value = call.engine(name, call.real(0));
        return SqlText.cast(value, type(call.parameters(), call.types()));
    }

    @Override
    public String state(AggregateCall call) {
        String x = call.real(0);
        String count = call.engine("count", x);
        return "struct_pack(n := CAST(" + count + " AS BIGINT), m := coalesce(" + call.engine("avg", x)
                + ", 0), q := coalesce(" + call.engine("var_pop", x) + " * " + count + ", 0))";
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String s = "(" + states + ")";
        String n = "sum(" + s + ".n)" + suffix;
        String first = "sum(" + s + ".n * " + s + ".m)" + suffix;
        return "struct_pack(n := CAST(coalesce(" + n + ", 0) AS BIGINT), m := coalesce(" + first + " / nullif(" + n
                + ", 0), 0), q := coalesce(greatest(0, sum(" + s + ".q)" + suffix + " + sum(" + s + ".n * " + s
                + ".m * " + s
                + ".m)" + suffix + " - " + first + " * " + first + " / nullif(" + n + ", 0)), 0))";
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        String s = "(" + state + ")";
        String divisor = sample ? "greatest(" + s + ".n - 1, 0)" : s + ".n";
        String value = s + ".q / nullif(" + divisor + ", 0)";
        return root ? "sqrt(" + value + ")" : "(" + value + ")";
    }

    @Override
    public String empty(DataType result) {
        return Results.nanOf(result);
    }
}
