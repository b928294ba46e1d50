package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.aggregate.base.AvgAggregate;
import io.pipit.core.sql.aggregate.base.SumAggregate;
import io.pipit.core.sql.function.Rendered;
import java.util.List;
import java.util.stream.Collectors;

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
        if (call.arguments().size() == 1
                && (inner.aggregate() instanceof SumAggregate || inner.aggregate() instanceof AvgAggregate)) {
            return inner.aggregate().plain(inner.call(call, call.arguments()).once());
        }
        AggregateCall.Rows rows = call.complete().rows();
        String values = rows.call().arguments().stream().map(Rendered::sql).collect(Collectors.joining(", "));
        String distinct = " FROM (SELECT first(u) AS u FROM (SELECT u, " + rows.number() + " AS i" + rows.numbered()
                + ") AS " + rows.alias() + " GROUP BY " + values + " ORDER BY min(i)) AS " + rows.alias();
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
