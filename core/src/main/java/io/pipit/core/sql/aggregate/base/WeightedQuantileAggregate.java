package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Quantiles of values with weights: the first value that at least this share of the weight does not exceed.
 *
 * @param single whether the result is in single precision
 */
public record WeightedQuantileAggregate(boolean many, boolean single) implements Aggregate {
    @Override
    public Arity arity() {
        return Arity.TWO;
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType one = single ? Types.FLOAT32 : arguments.get(0).bare();
        return many ? new ArrayType(one) : Results.like(one, arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        List<String> levels = call.parameters().isEmpty() ? List.of("0.5") : call.parameters();
        DataType one = single ? Types.FLOAT32 : call.argument(0).type().bare();
        AggregateCall.Rows rows = call.complete().rows();
        String value = rows.call().argument(0).value();
        String weight = rows.call().number(1);
        String sums = " FROM (SELECT " + value + " AS v, sum(" + weight + ") OVER (ORDER BY " + value + ") AS c, sum("
                + weight + ") OVER () AS t" + rows.from() + ")";
        String values = levels.stream()
                .map(p -> SqlText.cast("min(v) FILTER (WHERE c >= ceil(t * " + p + "))", one))
                .collect(Collectors.joining(", ", many ? "[" : "", many ? "]" : ""));
        return "(SELECT " + values + sums + ")";
    }

    @Override
    public String empty(DataType result) {
        return many ? "NULL" : Results.nanOf(result);
    }
}
