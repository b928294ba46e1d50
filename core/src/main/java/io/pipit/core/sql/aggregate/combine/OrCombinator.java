package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code -OrNull} and {@code -OrDefault}: NULL, or the default of the type, where there are no rows.
 *
 * @param orNull which of the two
 */
public record OrCombinator(Inner inner, boolean orNull) implements Aggregate {
    @Override
    public Arity arity() {
        return inner.aggregate().arity();
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType type = inner.aggregate().type(parameters, arguments);
        return orNull && mayBeNull(type) ? Types.nullable(type) : type;
    }

    private static boolean mayBeNull(DataType type) {
        DataType bare = type.bare();
        return !(bare instanceof DataType.ArrayType) && !(bare instanceof DataType.MapType);
    }

    @Override
    public String plain(AggregateCall call) {
        AggregateCall same = inner.call(call, call.arguments());
        DataType type = inner.aggregate().type(call.parameters(), call.types());
        if (inner.aggregate().empty(type).equals("NULL")) {
            return inner.aggregate().plain(same);
        }
        return "CASE WHEN count(*)" + counted(call).complete().suffix() + " > 0 THEN " + inner.filled(same) + " END";
    }

    /** Rows that {@code -If} leaves out are none, but where counting them gives 0. */
    private AggregateCall counted(AggregateCall call) {
        boolean chosen = orNull
                && inner.aggregate() instanceof IfCombinator
                && !inner.name().matches("(?i)(count|uniq).*");
        return chosen ? call.where(call.argument(call.arguments().size() - 1).truth()) : call;
    }

    @Override
    public String state(AggregateCall call) {
        return inner.aggregate().state(inner.call(call, call.arguments()));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return inner.aggregate().merge(inner.state(type, type.arguments()), states, suffix, aliases);
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        AggregateFunctionType same = inner.state(type, type.arguments());
        String result = inner.aggregate().finish(same, state, aliases);
        DataType plain = inner.aggregate().type(type.parameters(), type.arguments());
        // states of counts are 0 without rows
        return inner.aggregate().empty(plain).equals("0") && Types.integer(plain)
                ? "nullif(" + result + ", 0)"
                : result;
    }

    @Override
    public String empty(DataType result) {
        return SqlText.defaultOf(result);
    }

    @Override
    public boolean ignoresRepeats() {
        return inner.aggregate().ignoresRepeats();
    }
}
