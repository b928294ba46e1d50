package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.function.OrderKey;
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
        if (!call.over().isEmpty() && choice != Choice.MIN && choice != Choice.MAX) {
            return window(call);
        }
        AggregateCall rows = choice == Choice.LAST ? call.complete() : call;
        return engine(call.argument(0).type(), call.value(0)) + rows.suffix();
    }

    private String engine(DataType type, String value) {
        String order = switch (choice) {
            case MIN -> OrderKey.of(type, value);
            case MAX -> ArgAggregate.nullsLeast(value, type);
            default -> value;
        };
        return order.equals(value)
                ? choice.engine + "(" + value + ")"
                : "arg_" + choice.engine + "(" + value + ", " + order + ")";
    }

    /** The engine's own window functions of this kind take no FILTER. */
    private String window(AggregateCall call) {
        boolean first = choice == Choice.ANY || choice == Choice.ANY_WITH_NULLS;
        boolean nulls = choice == Choice.ANY_WITH_NULLS || choice == Choice.LAST_WITH_NULLS;
        String value = call.condition().isEmpty()
                ? call.value(0)
                : "CASE WHEN " + call.condition() + " THEN " + call.value(0) + " END";
        boolean skips = !nulls || !call.condition().isEmpty();
        return (first ? "first_value(" : "last_value(") + value + (skips ? " IGNORE NULLS)" : ")") + call.over();
    }

    @Override
    public String state(AggregateCall call) {
        return SqlText.cast(plain(call), type(call.parameters(), call.types()));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return choice == Choice.LAST
                ? "arg_max(" + states + ", CASE WHEN " + states + " IS NULL THEN NULL ELSE 1 END)" + suffix
                : engine(type.arguments().get(0), states) + suffix;
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
