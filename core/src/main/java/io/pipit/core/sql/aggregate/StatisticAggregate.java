package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.Locale;

/**
 * An aggregate of the engine without a partial state.
 *
 * @param pattern the engine's call with {@code %1$s}, {@code %2$s} for the arguments
 * @param result of the type; NothingType means that of the argument
 */
record StatisticAggregate(String pattern, DataType result, String emptyValue) implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType type = result.equals(Types.NOTHING) ? arguments.get(0).bare() : result;
        return arguments.stream().anyMatch(DataType::nullable) ? Types.nullable(type) : type;
    }

    @Override
    public String plain(AggregateCall call) {
        String sql = pattern;
        for (int i = 0; i < 2 && sql.contains("%" + (i + 1)); i++) {
            String value = Types.number(call.argument(i).type())
                    ? call.argument(i).number()
                    : call.argument(i).value();
            sql = sql.replace("%" + (i + 1), value);
        }
        return sql.replace("%s", call.suffix())
                .replace(
                        "%p",
                        call.parameters().isEmpty() ? "10" : call.parameters().get(0));
    }

    @Override
    public String state(AggregateCall call) {
        throw call.error()
                .apply(
                        "it has no partial state; state functions exist for count, sum, avg, min, max, any, "
                                + "anyLast, argMin, argMax, uniq and its family, quantile and its family, groupArray and groupUniqArray");
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        throw stateless(type);
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        throw stateless(type);
    }

    private static PipitException stateless(AggregateFunctionType type) {
        return new PipitException(
                ErrorCode.UNKNOWN_TYPE,
                String.format(Locale.ROOT, "There is no partial state for the aggregate '%s'.", type.function()));
    }

    @Override
    public String empty(DataType type) {
        if (type.nullable()) {
            return "NULL";
        }
        return emptyValue.isEmpty() ? SqlText.defaultOf(type) : emptyValue;
    }
}
