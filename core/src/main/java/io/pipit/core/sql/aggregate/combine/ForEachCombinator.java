package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.error.Article;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.aggregate.RowSeed;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.Types;
import java.util.ArrayList;
import java.util.List;

/** {@code -ForEach}: one result for each place in the arrays. */
public record ForEachCombinator(Inner inner) implements Aggregate {
    @Override
    public Arity arity() {
        return inner.aggregate().arity();
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return new ArrayType(inner.aggregate()
                .type(parameters, arguments.stream().map(Types::element).toList()));
    }

    @Override
    public String plain(AggregateCall call) {
        return call.overRows(rows -> plain(call, rows));
    }

    private String plain(AggregateCall call, AggregateCall.Rows rows) {
        List<Rendered> columns = new ArrayList<>();
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < call.arguments().size(); i++) {
            if (!Types.array(call.argument(i).type())) {
                throw call.error(
                        "its argument is " + Article.with(call.argument(i).type()) + ", where an array is expected");
            }
            members.append("unnest(")
                    .append(rows.call().argument(i).sql())
                    .append(") AS v")
                    .append(i)
                    .append(", ");
            columns.add(Rendered.exact("m.v" + i, Types.element(call.argument(i).type())));
        }
        RowSeed seed = rows.call().context().seed().get();
        AggregateCall each = inner.call(rows.call(), columns).seeded(Inner.member(seed));
        String places = "unnest(range(len(" + rows.call().argument(0).sql() + "))) AS p";
        String value = inner.filled(each);
        return "(SELECT list(v ORDER BY p) FROM (SELECT m.p AS p, " + value + " AS v FROM (SELECT " + members + places
                + Inner.kept(value, seed) + rows.from() + ") AS m GROUP BY m.p))";
    }
}
