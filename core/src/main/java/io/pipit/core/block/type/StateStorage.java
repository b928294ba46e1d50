package io.pipit.core.block.type;

import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.StorageType.DecimalStorage;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.Plain;
import io.pipit.core.block.type.StorageType.StructStorage;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.List;
import java.util.Locale;

/**
 * How partial states are held: as plain values that any reader of the lake understands (contract C8).
 *
 * <ul>
 *   <li>{@code count}: a number. {@code sum}: a number. {@code min, max, any, anyLast}: the value.
 *   <li>{@code avg}: a struct of {@code s} (sum) and {@code n} (count).
 *   <li>{@code argMin, argMax}: a struct of {@code a} (the argument) and {@code v} (the value it belongs to).
 *   <li>{@code uniq} and its family: a list of 63-bit hashes, ascending, without repeats.
 * </ul>
 */
public final class StateStorage {
    private StateStorage() {}

    /** The storage type of a partial state. */
    public static StorageType of(AggregateFunctionType state) {
        String function = baseName(state.function());
        List<DataType> arguments = state.arguments();
        return switch (function) {
            case "count" -> Plain.BIGINT;
            case "uniq", "uniqExact", "uniqCombined", "uniqCombined64", "uniqHLL12", "countDistinct" ->
                new ListStorage(Plain.BIGINT);
            case "sum" -> sum(argument(state, 0));
            case "avg" ->
                new StructStorage(List.of(
                        new StructStorage.Field("s", Plain.DOUBLE), new StructStorage.Field("n", Plain.BIGINT)));
            case "min", "max", "any", "anyLast" -> StorageTypes.of(argument(state, 0));
            case "argMin", "argMax" ->
                new StructStorage(List.of(
                        new StructStorage.Field("a", StorageTypes.of(argument(state, 0))),
                        new StructStorage.Field("v", StorageTypes.of(arguments.get(arguments.size() > 1 ? 1 : 0)))));
            case "quantile", "median", "quantiles", "quantileExact" -> new ListStorage(Plain.DOUBLE);
            case "groupArray", "groupUniqArray", "groupArrayDistinct", "topK" ->
                new ListStorage(StorageTypes.of(argument(state, 0)));
            default ->
                throw new PipitException(
                        ErrorCode.UNKNOWN_TYPE,
                        "There is no partial state for the aggregate '" + state.function() + "'.");
        };
    }

    /** The aggregate under the combinators: {@code countIf} is {@code count}, {@code argMaxState} is {@code argMax}. */
    public static String baseName(String function) {
        String name = function;
        for (String suffix : List.of("State", "If", "OrNull", "OrDefault")) {
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                name = name.substring(0, name.length() - suffix.length());
            }
        }
        return name.isEmpty() ? function.toLowerCase(Locale.ROOT) : name;
    }

    private static StorageType sum(DataType argument) {
        DataType bare = argument.bare();
        if (bare instanceof FloatType) {
            return Plain.DOUBLE;
        } else if (bare instanceof DecimalType d) {
            return new DecimalStorage(38, d.scale());
        } else if (bare instanceof IntType i) {
            return i.bits() > 64 ? new DecimalStorage(38, 0) : i.signed() ? Plain.BIGINT : Plain.UBIGINT;
        }
        return Plain.BIGINT;
    }

    private static DataType argument(AggregateFunctionType state, int index) {
        if (state.arguments().size() <= index) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_TYPE,
                    "AggregateFunction(" + state.function() + ") needs the type of its argument, for instance "
                            + "AggregateFunction(" + state.function() + ", Float64).");
        }
        return state.arguments().get(index);
    }
}
