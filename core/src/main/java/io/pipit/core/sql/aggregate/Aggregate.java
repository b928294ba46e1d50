package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.sql.function.SqlText;
import java.util.List;
import java.util.function.Supplier;

/**
 * One aggregate, plain or under combinators. Texts give NULL where there are no rows; what the dialect shows then is said by
 * {@link #empty}.
 *
 * <p>Without a state of its own the state is the list of the rows, as structs of the arguments.
 */
public interface Aggregate {
    /** The type of the result for arguments of these types. */
    DataType type(List<String> parameters, List<DataType> arguments);

    /** The result over plain rows. */
    String plain(AggregateCall call);

    /** How many arguments it takes. */
    default Arity arity() {
        return Arity.ONE;
    }

    /** The partial state over plain rows. */
    default String state(AggregateCall call) {
        AggregateFunctionType type = new AggregateFunctionType(call.function(), call.parameters(), call.types());
        return SqlText.cast("coalesce(" + call.collect() + ", [])", StateStorage.of(type));
    }

    /**
     * The partial state of many partial states.
     *
     * @param suffix follows each of the engine's aggregates
     * @param aliases names that nothing else in the text has
     */
    default String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return "flatten(list(" + states + ")" + suffix + ")";
    }

    /** The result of a partial state. */
    default String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        AggregateCall.Rows rows = AggregateCall.rows(type, state, aliases);
        return "(SELECT " + plain(rows.call()) + rows.from() + ")";
    }

    /** What the result is without rows. */
    default String empty(DataType result) {
        return SqlText.defaultOf(result);
    }

    /** Whether rows that repeat change nothing. */
    default boolean ignoresRepeats() {
        return false;
    }
}
