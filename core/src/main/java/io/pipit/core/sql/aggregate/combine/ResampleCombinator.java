package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.error.Counted;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.SqlText;
import java.util.List;

/** {@code -Resample(start, end, step)}: one result for each interval that the last argument falls into. */
public record ResampleCombinator(Inner inner) implements Aggregate {
    @Override
    public Arity arity() {
        return inner.aggregate().arity().plus(1);
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return new ArrayType(inner.aggregate().type(own(parameters), Inner.butLast(arguments)));
    }

    @Override
    public String plain(AggregateCall call) {
        return call.overRows(rows -> plain(call, rows));
    }

    private String plain(AggregateCall call, AggregateCall.Rows rows) {
        int count = call.parameters().size();
        if (count < 3) {
            throw call.error("found " + Counted.of(count, "parameter") + ", where start, end and step are expected");
        }
        String start = call.parameters().get(count - 3);
        String end = call.parameters().get(count - 2);
        String step = call.parameters().get(count - 1);
        String key = rows.call().number(call.arguments().size() - 1);
        AggregateCall each = inner.call(rows.call(), Inner.butLast(rows.call().arguments()))
                .of(inner.name(), own(call.parameters()));
        DataType result = inner.aggregate().type(own(call.parameters()), each.types());
        String group = "CAST(" + key + " AS HUGEINT) - (" + start + ")";
        String value = "coalesce(v, " + inner.aggregate().empty(result) + ")";
        return "(SELECT list(" + value + " ORDER BY p) FROM range(0, " + end + " - (" + start + "), " + step
                + ") AS places(p) LEFT JOIN (SELECT (" + group + ") // " + step + " * " + step + " AS g, "
                + inner.filled(each) + " AS v" + rows.from() + " WHERE " + key + " >= " + start + " AND " + key + " < "
                + end + " GROUP BY g) ON g = p)";
    }

    private static List<String> own(List<String> parameters) {
        return parameters.size() < 3 ? List.of() : parameters.subList(0, parameters.size() - 3);
    }

    @Override
    public String empty(DataType result) {
        return SqlText.defaultOf(result);
    }
}
