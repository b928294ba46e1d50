package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;

/** {@code argMin, argMax}: the state is the argument with the value that it belongs to. Rows with a NULL are skipped. */
record ArgAggregate(String engine) implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType type = Types.plain(arguments.get(0));
        return arguments.stream().anyMatch(DataType::nullable) ? Types.nullable(type) : type;
    }

    @Override
    public String plain(AggregateCall call) {
        return engine + "(" + call.argument(0).value() + ", " + call.argument(1).value() + ")" + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        String a = call.argument(0).value();
        String v = call.argument(1).value();
        String pair = "struct_pack(a := " + a + ", v := " + v + ")";
        if (call.argument(0).type().nullable()) {
            pair = "CASE WHEN " + a + " IS NOT NULL THEN " + pair + " END";
        }
        AggregateFunctionType type = new AggregateFunctionType(call.function(), call.parameters(), call.types());
        return SqlText.cast(engine + "(" + pair + ", " + v + ")" + call.suffix(), StateStorage.of(type));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return engine + "(" + states + ", (" + states + ").v)" + suffix;
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return "(" + state + ").a";
    }

    @Override
    public String empty(DataType result) {
        return SqlText.defaultOf(result);
    }

    @Override
    public boolean ignoresRepeats() {
        return true;
    }
}
