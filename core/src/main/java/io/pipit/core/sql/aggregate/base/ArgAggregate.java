package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.OrderKey;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code argMin, argMax}: the state is the argument with the value that it belongs to. Rows with a NULL are skipped; members of a
 * tuple may be NULL. Of equal values the first row counts.
 *
 * @param engine the engine's {@code arg_min} or {@code arg_max}
 */
public record ArgAggregate(String engine) implements Aggregate {
    @Override
    public Arity arity() {
        return Arity.TWO;
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Results.like(Types.plain(arguments.get(0)), arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        return engine + "(" + call.value(0) + ", "
                + order(call.value(1), call.argument(1).type()) + ")" + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        AggregateCall c = call.complete();
        String pair = "struct_pack(a := " + c.value(0) + ", v := " + c.value(1) + ")";
        AggregateFunctionType type = new AggregateFunctionType(call.function(), call.parameters(), call.types());
        String order = order(c.value(1), c.argument(1).type());
        return SqlText.cast(engine + "(" + pair + ", " + order + ")" + c.suffix(), StateStorage.of(type));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String value = "(" + states + ").v";
        return engine + "(" + states + ", "
                + (type.arguments().size() > 1 ? order(value, type.arguments().get(1)) : value) + ")" + suffix;
    }

    private String order(String value, DataType type) {
        return engine.equals("arg_max") ? nullsLeast(value, type) : OrderKey.of(type, value);
    }

    /**
     * What orders values as the dialect does where it looks for the greatest one: NULL in a tuple is the greatest for the engine, and
     * never the greatest in the dialect; so is NaN.
     */
    static String nullsLeast(String value, DataType type) {
        if (Types.floating(type)) {
            return "CASE WHEN isnan(" + value + ") THEN CAST('-infinity' AS DOUBLE) ELSE " + value + " END";
        }
        if (!(type.bare() instanceof DataType.TupleType tuple)
                || tuple.elements().stream().noneMatch(DataType::nullable)) {
            return OrderKey.of(type, value);
        }
        StringBuilder members = new StringBuilder("row(");
        for (int i = 0; i < tuple.elements().size(); i++) {
            DataType element = tuple.elements().get(i);
            String member = OrderKey.of(element, OrderKey.member(tuple, i, value));
            members.append(i == 0 ? "" : ", ");
            members.append(element.nullable() ? "(" + member + " IS NOT NULL), " : "")
                    .append(member);
        }
        return members.append(')').toString();
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return "(" + state + ").a";
    }

    @Override
    public boolean ignoresRepeats() {
        return true;
    }
}
