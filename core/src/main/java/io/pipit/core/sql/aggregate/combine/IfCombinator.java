package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.Rendered;
import java.util.List;
import java.util.function.Supplier;

/** {@code -If}: the last argument says which rows count. A state is that of the inner aggregate. */
public record IfCombinator(Inner inner) implements Aggregate {
    @Override
    public Arity arity() {
        return inner.aggregate().arity().plus(1);
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return inner.aggregate().type(parameters, Inner.butLast(arguments));
    }

    @Override
    public String plain(AggregateCall call) {
        return inner.aggregate().plain(matching(call));
    }

    @Override
    public String state(AggregateCall call) {
        return inner.aggregate().state(matching(call));
    }

    private AggregateCall matching(AggregateCall call) {
        Rendered condition = call.argument(call.arguments().size() - 1);
        return inner.call(call, Inner.butLast(call.arguments())).where(condition.truth());
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return inner.aggregate().merge(inner.state(type, Inner.butLast(type.arguments())), states, suffix, aliases);
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return inner.aggregate().finish(inner.state(type, Inner.butLast(type.arguments())), state, aliases);
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
