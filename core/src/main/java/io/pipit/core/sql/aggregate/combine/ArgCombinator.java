package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import java.util.List;

/**
 * {@code -ArgMin} and {@code -ArgMax}: over the rows whose last argument is the least or the greatest.
 *
 * @param extreme the engine's {@code min} or {@code max}
 */
public record ArgCombinator(Inner inner, String extreme) implements Aggregate {
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
        return call.overRows(rows -> plain(call, rows));
    }

    private String plain(AggregateCall call, AggregateCall.Rows rows) {
        String key = rows.call().argument(call.arguments().size() - 1).sql();
        AggregateCall each = inner.call(rows.call(), Inner.butLast(rows.call().arguments()));
        return "(SELECT " + inner.filled(each) + " FROM (SELECT * " + rows.from() + " QUALIFY " + key + " = " + extreme
                + "(" + key + ") OVER ()) AS " + rows.alias() + ")";
    }

    @Override
    public String empty(DataType result) {
        return inner.aggregate().empty(result);
    }
}
