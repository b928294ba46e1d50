package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code argMin, argMax}: the state is the argument with the value that it belongs to. Rows with a NULL are skipped; members of a
 * tuple may be NULL. Of equal values the first row counts.
 *
 * @param engine the engine's {@code arg_min} or {@code arg_max}
 */
public record ArgAggregate(String engine) implements Aggregate {
    @Override
    public Arity arity() {
        return Arity.TWO;
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Results.like(Types.plain(arguments.get(0)), arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        return engine + "(" + call.value(0) + ", " + call.value(1) + ")" + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        AggregateCall c = call.complete();
        String pair = "struct_pack(a := " + c.value(0) + ", v := " + c.value(1) + ")";
        AggregateFunctionType type = new AggregateFunctionType(call.function(), call.parameters(), call.types());
        return SqlText.cast(engine + "(" + pair + ", " + c.value(1) + ")" + c.suffix(), StateStorage.of(type));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return engine + "(" + states + ", (" + states + ").v)" + suffix;
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return "(" + state + ").a";
    }

    @Override
    public boolean ignoresRepeats() {
        return true;
    }
}
