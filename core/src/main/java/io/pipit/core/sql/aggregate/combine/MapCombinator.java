package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.error.Article;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.RowSeed;
import io.pipit.core.sql.function.Rendered;
import java.util.List;

/** {@code -Map}: one result for each key of the maps, keys ascending. */
public record MapCombinator(Inner inner) implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType bare = arguments.get(0).bare();
        return bare instanceof MapType map
                ? new MapType(map.key(), inner.aggregate().type(parameters, List.of(map.value())))
                : bare;
    }

    @Override
    public String plain(AggregateCall call) {
        if (!(call.argument(0).type().bare() instanceof MapType map)) {
            throw call.error("its argument is " + Article.with(call.argument(0).type()) + ", where a map is expected");
        }
        return call.overRows(rows -> plain(map, rows));
    }

    private String plain(MapType map, AggregateCall.Rows rows) {
        RowSeed seed = rows.call().context().seed().get();
        AggregateCall each = inner.call(rows.call(), List.of(Rendered.exact("m.e.value", map.value())))
                .seeded(Inner.member(seed));
        String value = inner.filled(each);
        return "(SELECT map_from_entries(list({'k': k, 'v': v} ORDER BY k)) FROM (SELECT m.e.key AS k, "
                + value + " AS v FROM (SELECT unnest(map_entries("
                + rows.call().argument(0).sql() + ")) AS e" + Inner.kept(value, seed) + rows.from()
                + ") AS m GROUP BY m.e.key))";
    }
}
