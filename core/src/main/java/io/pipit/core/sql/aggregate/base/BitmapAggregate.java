package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.error.Article;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/** {@code groupBitmap}: how many different integers there are. The state is the list of them, ascending, each once. */
public record BitmapAggregate() implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return arguments.get(0).bare();
    }

    @Override
    public String plain(AggregateCall call) {
        return SqlText.cast(
                "count(DISTINCT " + integer(call) + ")" + call.suffix(),
                call.argument(0).type().bare());
    }

    @Override
    public String state(AggregateCall call) {
        AggregateFunctionType type = new AggregateFunctionType(call.function(), call.parameters(), call.types());
        AggregateCall complete = call.complete();
        String different = "list(DISTINCT {'a0': " + integer(complete) + "})" + complete.suffix();
        return SqlText.cast("coalesce(list_sort(" + different + "), [])", StateStorage.of(type));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return "list_sort(list_distinct(flatten(list(" + states + ")" + suffix + ")))";
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return "len(list_distinct(" + state + "))"; // states of earlier versions have repeats
    }

    @Override
    public boolean ignoresRepeats() {
        return true;
    }

    private static String integer(AggregateCall call) {
        if (!Types.integer(call.argument(0).type())) {
            throw call.error(
                    "its argument is " + Article.with(call.argument(0).type()) + ", where an integer is expected");
        }
        return call.argument(0).stored();
    }
}
