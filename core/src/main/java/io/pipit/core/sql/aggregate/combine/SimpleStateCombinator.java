package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.SimpleAggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import java.util.List;

/** {@code -SimpleState}: the result, typed as a state that is the value itself. */
public record SimpleStateCombinator(Inner inner) implements Aggregate {
    @Override
    public Arity arity() {
        return inner.aggregate().arity();
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return new SimpleAggregateFunctionType(inner.name(), inner.aggregate().type(parameters, arguments));
    }

    @Override
    public String plain(AggregateCall call) {
        return inner.aggregate().plain(inner.call(call, call.arguments()));
    }

    @Override
    public String empty(DataType result) {
        return inner.aggregate().empty(((SimpleAggregateFunctionType) result).type());
    }

    @Override
    public boolean ignoresRepeats() {
        return inner.aggregate().ignoresRepeats();
    }
}
