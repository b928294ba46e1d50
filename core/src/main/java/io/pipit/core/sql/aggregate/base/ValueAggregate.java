package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/** Aggregates that give one of their values: the state is the value. */
public record ValueAggregate(Choice choice) implements Aggregate {
    /** Which value. */
    public enum Choice {
        MIN("min"),
        MAX("max"),
        ANY("any_value"),
        LAST("last"),
        ANY_WITH_NULLS("first"),
        LAST_WITH_NULLS("last");

        private final String engine;

        Choice(String engine) {
            this.engine = engine;
        }
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.plain(arguments.get(0));
    }

    @Override
    public String plain(AggregateCall call) {
        String value = call.value(0);
        boolean skips =
                choice == Choice.LAST || (choice == Choice.ANY && !call.over().isEmpty());
        AggregateCall rows = skips ? call.complete() : call;
        // any_value is no window function
        String engine = choice == Choice.ANY && !call.over().isEmpty() ? "first" : choice.engine;
        return engine + "(" + value + ")" + rows.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        return SqlText.cast(plain(call), type(call.parameters(), call.types()));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return choice == Choice.LAST
                ? "arg_max(" + states + ", CASE WHEN " + states + " IS NULL THEN NULL ELSE 1 END)" + suffix
                : choice.engine + "(" + states + ")" + suffix;
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return state;
    }

    @Override
    public boolean ignoresRepeats() {
        return true;
    }
}
