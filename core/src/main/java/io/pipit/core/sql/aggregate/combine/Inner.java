package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.RowSeed;
import io.pipit.core.sql.function.Rendered;
import java.util.List;

/**
 * The aggregate that a combinator changes.
 *
 * @param name with the combinators that are nearer to it
 */
public record Inner(String name, Aggregate aggregate) {
    private static final String SEED = "m.seed";

    /** The same rows for the inner aggregate, with other arguments. */
    AggregateCall call(AggregateCall outer, List<Rendered> arguments) {
        return outer.of(name, outer.parameters()).with(arguments);
    }

    /** The seed of members {@code m} of a row: that of the row, {@link #kept} among them. */
    static RowSeed member(RowSeed seed) {
        return seed.byRow() ? RowSeed.ofRows(SEED) : seed;
    }

    /** One more column of the members, where a value over them asks for it. */
    static String kept(String value, RowSeed seed) {
        return value.contains(SEED) ? ", " + seed.sql() + " AS seed" : "";
    }

    /** The type of its state. */
    AggregateFunctionType state(AggregateFunctionType outer, List<DataType> arguments) {
        return new AggregateFunctionType(name, outer.parameters(), arguments);
    }

    /** The result, also where there are no rows. */
    String filled(AggregateCall call) {
        return filled(aggregate.plain(call), aggregate.type(call.parameters(), call.types()));
    }

    /** A result with the value for no rows in the place of NULL. */
    String filled(String sql, DataType type) {
        return filled(sql, aggregate.empty(type));
    }

    static String filled(String sql, String empty) {
        return empty.equals("NULL") ? sql : "coalesce(" + sql + ", " + empty + ")";
    }

    /** All but the last. */
    static <T> List<T> butLast(List<T> list) {
        return list.isEmpty() ? list : list.subList(0, list.size() - 1);
    }
}
