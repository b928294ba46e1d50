package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import java.util.List;
import java.util.function.Supplier;

/** {@code -Merge}: the result of partial states. */
public record MergeCombinator(Inner inner) implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        AggregateFunctionType state = of(parameters, arguments.get(0));
        return inner.aggregate().type(state.parameters(), state.arguments());
    }

    @Override
    public String plain(AggregateCall call) {
        AggregateFunctionType state = of(call.parameters(), call.argument(0).type());
        String merged = inner.aggregate()
                .merge(
                        state,
                        call.argument(0).sql(),
                        call.suffix(),
                        call.context().aliases());
        return inner.aggregate().finish(state, merged, call.context().aliases());
    }

    @Override
    public String state(AggregateCall call) {
        AggregateFunctionType state = of(call.parameters(), call.argument(0).type());
        return inner.aggregate()
                .merge(
                        state,
                        call.argument(0).sql(),
                        call.suffix(),
                        call.context().aliases());
    }

    /** A state of a state: the type that it has in the end is that of the inner states. */
    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return inner.aggregate().merge(of(type.parameters(), type.arguments().get(0)), states, suffix, aliases);
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return inner.aggregate().finish(of(type.parameters(), type.arguments().get(0)), state, aliases);
    }

    /** The type of the states; parameters of the call win, as levels of quantiles may be asked anew. */
    private static AggregateFunctionType of(List<String> parameters, DataType argument) {
        AggregateFunctionType state = (AggregateFunctionType) argument.bare();
        return parameters.isEmpty()
                ? state
                : new AggregateFunctionType(state.function(), parameters, state.arguments());
    }

    @Override
    public String empty(DataType result) {
        return inner.aggregate().empty(result);
    }

    @Override
    public boolean ignoresRepeats() {
        return inner.aggregate().ignoresRepeats();
    }
}
