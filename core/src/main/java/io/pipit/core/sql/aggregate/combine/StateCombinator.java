package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import java.util.List;
import java.util.function.Supplier;

/** {@code -State}: the partial state in the place of the result; {@code -MergeState} keeps the type of the states. */
public record StateCombinator(Inner inner) implements Aggregate {
    @Override
    public Arity arity() {
        return inner.aggregate().arity();
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        if (inner.aggregate() instanceof MergeCombinator) {
            return arguments.get(0);
        }
        return new AggregateFunctionType(inner.name(), parameters, arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        return state(call);
    }

    @Override
    public String state(AggregateCall call) {
        return inner.aggregate().state(inner.call(call, call.arguments()));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return inner.aggregate().merge(inner.state(type, type.arguments()), states, suffix, aliases);
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return state;
    }

    @Override
    public String empty(DataType result) {
        return "NULL";
    }

    @Override
    public boolean ignoresRepeats() {
        return inner.aggregate().ignoresRepeats();
    }
}
