package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import java.util.List;

/**
 * One aggregate without combinators. Texts give NULL where there are no rows; what the dialect shows then is said by
 * {@link #empty}.
 */
interface Aggregate {
    /** The type of the result for arguments of these types. */
    DataType type(List<String> parameters, List<DataType> arguments);

    /** The result over plain rows. */
    String plain(AggregateCall call);

    /** The partial state over plain rows. */
    String state(AggregateCall call);

    /** The partial state of many partial states; {@code suffix} follows each of the engine's aggregates. */
    String merge(AggregateFunctionType type, String states, String suffix);

    /** The result of a partial state. */
    String finish(AggregateFunctionType type, String state);

    /** What the result is without rows. */
    String empty(DataType result);

    /** Whether rows that repeat change nothing. */
    default boolean ignoresRepeats() {
        return false;
    }
}
