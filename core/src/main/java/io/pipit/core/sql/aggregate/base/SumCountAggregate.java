package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/** {@code sumCount}: the sum and the count as a tuple, which is also the state. */
public record SumCountAggregate() implements Aggregate {
    private static final SumAggregate SUM = new SumAggregate(SumAggregate.Width.SUM);

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return new TupleType(List.of("", ""), List.of(Results.sum(arguments.get(0)), Types.UINT64));
    }

    @Override
    public String plain(AggregateCall call) {
        AggregateCall c = call.complete();
        return pair("coalesce(" + SUM.plain(c) + ", 0)", c.engine("count", c.number(0)), type(List.of(), call.types()));
    }

    @Override
    public String state(AggregateCall call) {
        return plain(call);
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        DataType result = type(List.of(), type.arguments());
        return pair(
                "coalesce("
                        + Results.wrapped(
                                "sum((" + states + ").\"1\")" + suffix,
                                Results.sum(type.arguments().get(0))) + ", 0)",
                "coalesce(sum((" + states + ").\"2\")" + suffix + ", 0)",
                result);
    }

    private static String pair(String sum, String count, DataType type) {
        return SqlText.cast("{'1': " + sum + ", '2': " + count + "}", type);
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return state;
    }
}
