package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import java.util.List;

/** {@code -Distinct} and {@code DISTINCT}: rows that repeat count once. */
public record DistinctCombinator(Inner inner) implements Aggregate {
    @Override
    public Arity arity() {
        return inner.aggregate().arity();
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return inner.aggregate().type(parameters, arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        AggregateCall.Rows rows = call.complete().rows();
        String distinct = " FROM (SELECT u FROM (SELECT u, " + AggregateCall.Rows.NUMBER + " AS i" + rows.from()
                + ") GROUP BY u ORDER BY min(i)) AS " + rows.alias();
        return "(SELECT " + inner.filled(inner.call(rows.call(), rows.call().arguments())) + distinct + ")";
    }

    @Override
    public String empty(DataType result) {
        return inner.aggregate().empty(result);
    }

    @Override
    public boolean ignoresRepeats() {
        return true;
    }
}
