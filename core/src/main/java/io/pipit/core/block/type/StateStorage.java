package io.pipit.core.block.type;

import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageType.DecimalStorage;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.Plain;
import io.pipit.core.block.type.StorageType.StructStorage;
import io.pipit.core.block.type.StorageType.StructStorage.Field;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;

/**
 * How partial states are held: as plain values that any reader of the lake understands (contract C8).
 *
 * <ul>
 *   <li>{@code count}: a number. {@code sum}: a number. {@code min, max, any, anyLast}: the value.
 *   <li>{@code avg}: a struct of {@code s} (sum) and {@code n} (count).
 *   <li>{@code argMin, argMax}: a struct of {@code a} (the argument) and {@code v} (the value it belongs to).
 *   <li>{@code uniq} and its family: a list of 63-bit hashes, ascending, without repeats.
 *   <li>{@code quantile} and its family: a list of structs of {@code h} (a random hash) and {@code v} (a value).
 *   <li>{@code topK} and its family: a list of structs of {@code v} (a value) and {@code n} (its count).
 *   <li>variances: a struct of {@code n} (count), {@code m} (mean) and {@code q} (sum of squared differences).
 *   <li>{@code sumMap} and its family: a list of structs of {@code k} (a key) and {@code v1}, {@code v2}, .. (its values).
 *   <li>others: a list of the rows, as structs of the arguments {@code a0}, {@code a1}, ..
 * </ul>
 */
public final class StateStorage {
    /** Longer ones before those that they end with. */
    private static final List<String> COMBINATORS = List.of(
            "SimpleState",
            "OrDefault",
            "OrNull",
            "Distinct",
            "Resample",
            "ForEach",
            "ArgMin",
            "ArgMax",
            "State",
            "Merge",
            "Array",
            "Map",
            "If");

    private StateStorage() {}

    /** The storage type of a partial state. */
    public static StorageType of(AggregateFunctionType state) {
        return of(state, state.function(), state.arguments());
    }

    /** How the keys and values of {@code sumMap} are held. */
    public static StorageType entries(DataType key, List<DataType> values) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("k", StorageTypes.of(key)));
        for (int i = 0; i < values.size(); i++) {
            fields.add(new Field("v" + (i + 1), StorageTypes.of(values.get(i))));
        }
        return new ListStorage(new StructStorage(fields));
    }

    private static StorageType of(AggregateFunctionType state, String function, List<DataType> arguments) {
        StorageType own = own(state, function, arguments);
        if (own != null) {
            return own;
        }
        String combinator = combinator(function);
        String inner = function.substring(0, function.length() - combinator.length());
        return switch (combinator) {
            case "If" -> of(state, inner, arguments.isEmpty() ? arguments : arguments.subList(0, arguments.size() - 1));
            case "State", "OrNull", "OrDefault" -> of(state, inner, arguments);
            case "Array" ->
                of(
                        state,
                        inner,
                        arguments.stream()
                                .map(a -> a.bare() instanceof ArrayType array ? array.element() : a)
                                .toList());
            case "Merge" ->
                arguments.size() == 1 && arguments.get(0).bare() instanceof AggregateFunctionType merged
                        ? of(merged)
                        : rows(arguments);
            default -> rows(arguments);
        };
    }

    private static StorageType own(AggregateFunctionType state, String function, List<DataType> arguments) {
        if (function.startsWith("quantile") || function.startsWith("median")) {
            return quantile(state, function, arguments);
        }
        return switch (function) {
            case "count" -> Plain.BIGINT;
            case "uniq",
                    "uniqExact",
                    "uniqCombined",
                    "uniqCombined64",
                    "uniqHLL12",
                    "uniqTheta",
                    "uniqUpTo",
                    "countDistinct" -> new ListStorage(Plain.BIGINT);
            case "sum" -> sum(argument(state, arguments));
            case "sumKahan" -> Plain.DOUBLE;
            case "avg" -> struct("s", Plain.DOUBLE, "n", Plain.BIGINT);
            case "avgWeighted" -> struct("s", Plain.DOUBLE, "n", Plain.DOUBLE);
            case "sumCount" -> struct("1", sum(argument(state, arguments)), "2", Plain.UBIGINT);
            case "min", "max", "any", "anyLast", "any_value", "first_value", "last_value", "sumWithOverflow" ->
                StorageTypes.of(argument(state, arguments));
            case "argMin", "argMax" ->
                struct(
                        "a",
                        StorageTypes.of(argument(state, arguments)),
                        "v",
                        StorageTypes.of(arguments.get(arguments.size() - 1)));
            case "anyHeavy" -> struct("v", StorageTypes.of(argument(state, arguments)), "n", Plain.BIGINT);
            case "groupArray",
                    "groupUniqArray",
                    "groupArrayDistinct",
                    "groupArraySorted",
                    "groupArrayLast",
                    "array_agg",
                    "groupArraySample" ->
                new ListStorage(StorageTypes.of(argument(state, arguments).bare()));
            case "topK", "topKWeighted", "approx_top_k", "approx_top_count", "approx_top_sum" ->
                new ListStorage(
                        struct("v", StorageTypes.of(argument(state, arguments).bare()), "n", Plain.BIGINT));
            case "sumMap", "minMap", "maxMap" -> map(function, arguments);
            default -> moments(function);
        };
    }

    private static StorageType moments(String function) {
        if (function.startsWith("varPop") || function.startsWith("varSamp") || function.startsWith("stddev")) {
            return new StructStorage(
                    List.of(new Field("n", Plain.BIGINT), new Field("m", Plain.DOUBLE), new Field("q", Plain.DOUBLE)));
        } else if (function.startsWith("covar") || function.equals("corr") || function.equals("corrStable")) {
            List<Field> fields = new ArrayList<>();
            fields.add(new Field("n", Plain.BIGINT));
            for (String name : List.of("x", "y", "c", "p", "q")) {
                fields.add(new Field(name, Plain.DOUBLE));
            }
            return combinator(function).isEmpty() ? new StructStorage(fields) : null;
        }
        return null;
    }

    private static StorageType quantile(AggregateFunctionType state, String function, List<DataType> arguments) {
        String kind = function.replaceFirst("^(quantiles|quantile|median)", "");
        DataType bare = arguments.isEmpty() ? null : argument(state, arguments).bare();
        boolean real = bare instanceof IntType
                || bare instanceof FloatType
                || bare instanceof DecimalType
                || bare instanceof DataType.BoolType;
        return switch (kind) {
            case "", "Deterministic", "TDigest", "Timing", "BFloat16", "DD" ->
                new ListStorage(struct(
                        "h",
                        Plain.BIGINT,
                        "v",
                        real
                                ? Plain.DOUBLE
                                : StorageTypes.of(argument(state, arguments).bare())));
            case "GK" ->
                new ListStorage(struct(
                        "h",
                        Plain.BIGINT,
                        "v",
                        StorageTypes.of(argument(state, arguments).bare())));
            case "ExactInclusive", "ExactExclusive" ->
                new ListStorage(
                        real
                                ? Plain.DOUBLE
                                : StorageTypes.of(argument(state, arguments).bare()));
            case "Exact", "ExactHigh", "ExactLow" ->
                new ListStorage(StorageTypes.of(argument(state, arguments).bare()));
            default -> null;
        };
    }

    private static StorageType map(String function, List<DataType> arguments) {
        if (arguments.isEmpty()) {
            return null;
        }
        boolean sums = function.equals("sumMap");
        if (arguments.get(0).bare() instanceof MapType map) {
            return entriesOf(map.key(), List.of(map.value()), sums);
        }
        List<DataType> arrays = arguments.get(0).bare() instanceof TupleType tuple ? tuple.elements() : arguments;
        List<DataType> elements = arrays.stream()
                .map(a -> a.bare() instanceof ArrayType array ? array.element() : a)
                .toList();
        return entriesOf(
                elements.get(0),
                elements.subList(1, elements.size()).stream()
                        .map(DataType::bare)
                        .toList(),
                sums);
    }

    private static StorageType entriesOf(DataType key, List<DataType> values, boolean sums) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("k", StorageTypes.of(key)));
        for (int i = 0; i < values.size(); i++) {
            fields.add(new Field("v" + (i + 1), sums ? sum(values.get(i)) : StorageTypes.of(values.get(i))));
        }
        return new ListStorage(new StructStorage(fields));
    }

    private static StorageType rows(List<DataType> arguments) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            fields.add(new Field("a" + i, StorageTypes.of(arguments.get(i))));
        }
        return new ListStorage(fields.isEmpty() ? Plain.BIGINT : new StructStorage(fields));
    }

    private static StructStorage struct(String first, StorageType one, String second, StorageType other) {
        return new StructStorage(List.of(new Field(first, one), new Field(second, other)));
    }

    /** The combinator that a name ends with, or the empty text. */
    public static String combinator(String function) {
        return COMBINATORS.stream()
                .filter(c -> function.endsWith(c) && function.length() > c.length())
                .findFirst()
                .orElse("");
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
        return bare instanceof DataType.BoolType ? Plain.UBIGINT : Plain.BIGINT;
    }

    private static DataType argument(AggregateFunctionType state, List<DataType> arguments) {
        if (arguments.isEmpty()) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_TYPE,
                    "AggregateFunction(" + state.function() + ") needs the type of its argument, for instance "
                            + "AggregateFunction(" + state.function() + ", Float64).");
        }
        return arguments.get(0);
    }
}
