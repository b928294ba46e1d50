package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code quantile, median, quantiles}: interpolated linearly; with {@code exact} one of the values. The state is the list of values.
 */
record QuantileAggregate(boolean many, boolean exact) implements Aggregate {
    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType argument = arguments.get(0);
        DataType bare = argument.bare();
        DataType one = bare instanceof IntType
                        || bare instanceof FloatType
                        || bare instanceof DataType.DecimalType
                        || bare instanceof DataType.BoolType
                ? exact ? bare : Types.FLOAT64
                : bare;
        return many ? new ArrayType(one) : argument.nullable() ? Types.nullable(one) : one;
    }

    @Override
    public String plain(AggregateCall call) {
        String argument = Types.number(call.argument(0).type()) && !exact
                ? "CAST(" + call.number(0) + " AS DOUBLE)"
                : call.argument(0).value();
        if (exact) {
            return finishList(call.parameters(), "list_sort(" + call.engine("list", argument) + ")");
        }
        String function = "quantile_cont(" + argument + ", ";
        if (many) {
            return call.parameters().stream()
                    .map(p -> function + p + ")" + call.suffix())
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return function + level(call.parameters()) + ")" + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        String value = "CAST(" + call.number(0) + " AS DOUBLE)";
        String list = "list_sort(" + call.engine("list", value) + ")";
        return call.anyNullable() ? "list_filter(" + list + ", lambda q: q IS NOT NULL)" : list;
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return "list_sort(flatten(list(" + states + ")" + suffix + "))";
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        return finishList(type.parameters(), state);
    }

    private String finishList(List<String> parameters, String state) {
        if (many) {
            return parameters.stream().map(p -> one(state, p)).collect(Collectors.joining(", ", "[", "]"));
        }
        return one(state, level(parameters));
    }

    private String one(String list, String level) {
        return exact
                ? "list_extract(" + list + ", CAST(least(floor(" + level + " * len(" + list + ")) + 1, len(" + list
                        + ")) AS BIGINT))"
                : "list_aggregate(" + list + ", 'quantile_cont', " + level + ")";
    }

    private static String level(List<String> parameters) {
        return parameters.isEmpty() ? "0.5" : parameters.get(0);
    }

    @Override
    public String empty(DataType result) {
        if (result.nullable()) {
            return "NULL";
        }
        return Types.floating(result) ? "CAST('nan' AS DOUBLE)" : io.pipit.core.sql.function.SqlText.defaultOf(result);
    }
}
