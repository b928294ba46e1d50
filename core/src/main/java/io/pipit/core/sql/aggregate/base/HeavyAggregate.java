package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code anyHeavy}: the majority vote of Boyer and Moore, a value that more than half of the rows have where there is one. The state is
 * the value {@code v} with its lead {@code n}.
 */
public record HeavyAggregate() implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.plain(arguments.get(0));
    }

    @Override
    public String plain(AggregateCall call) {
        return "(" + voted("list(" + vote(call) + ")" + call.complete().suffix()) + ").v";
    }

    private static String vote(AggregateCall call) {
        return "{'v': " + call.argument(0).stored() + ", 'n': CAST(1 AS BIGINT)}";
    }

    private static String voted(String votes) {
        return "list_reduce(" + votes
                + ", lambda __a, __e: CASE WHEN __a.v = __e.v THEN {'v': __a.v, 'n': __a.n + __e.n} WHEN __a.n < __e.n THEN "
                + "{'v': __e.v, 'n': __e.n - __a.n} ELSE {'v': __a.v, 'n': __a.n - __e.n} END)";
    }

    @Override
    public String state(AggregateCall call) {
        AggregateFunctionType type = new AggregateFunctionType(call.function(), call.parameters(), call.types());
        return SqlText.cast(voted("list(" + vote(call) + ")" + call.complete().suffix()), StateStorage.of(type));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return voted("list_filter(list(" + states + ")" + suffix + ", lambda __s: __s IS NOT NULL)");
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return "(" + state + ").v";
    }
}
