package io.pipit.core.sql;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.SimpleAggregateFunctionType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** How partial states of one group become one state: the engine's aggregate over a column of states (contract C8). */
final class StateMerge {
    /** The largest number of hashes that a state of {@code uniq} keeps. */
    static final int UNIQ_LIMIT = 65_536;

    /** Orders rows by identity, so that "any" value is the same one wherever the merge runs. */
    private static final String IDENTITY = "ROW(_at, _part, _off, _row)";

    /**
     * The merged state, in the column's storage type.
     *
     * @param type of the column
     * @param column the engine's text of it
     */
    String merged(DataType type, String column) {
        if (type instanceof AggregateFunctionType state) {
            return cast(state(StateStorage.baseName(state.function()), column), type);
        } else if (type instanceof SimpleAggregateFunctionType simple) {
            return cast(simple(simple.function(), column), type);
        }
        return first(column);
    }

    /** Of which of the rows that become one the identity matters later. */
    enum Kept {
        ANY,
        FIRST,
        LAST,
        /** Of more than one, so none can stand for the others. */
        EACH;

        Kept with(Kept other) {
            return this == ANY || this == other ? other : other == ANY ? this : EACH;
        }
    }

    /** Which identity an expression of this class over a column looks at. */
    Kept kept(String expression, String column) {
        String rest = expression.replace(first(column), "").replace(last(column), "");
        if (rest.contains("_at") || rest.contains("_off") || rest.contains("_row")) {
            return Kept.EACH;
        }
        Kept first = expression.contains(first(column)) ? Kept.FIRST : Kept.ANY;
        return first.with(expression.contains(last(column)) ? Kept.LAST : Kept.ANY);
    }

    /** The value of the row that was accepted last. */
    String last(String column) {
        return "arg_max(" + column + ", " + IDENTITY + ")";
    }

    /** The value of the row that was accepted first. */
    String first(String column) {
        return "arg_min(" + column + ", " + IDENTITY + ")";
    }

    /** The sum, in the column's storage type. */
    String sum(DataType type, String column) {
        return cast("coalesce(sum(" + column + "), 0)", type);
    }

    private String state(String function, String x) {
        return switch (function) {
            case "count" -> "coalesce(sum(" + x + "), 0)";
            case "sum" -> "sum(" + x + ")";
            case "min", "max" -> function + "(" + x + ")";
            case "any" -> first(x);
            case "anyLast" -> last(x);
            case "avg" -> "{'s': coalesce(sum((" + x + ").s), 0), 'n': coalesce(sum((" + x + ").n), 0)}";
            case "argMin" -> "coalesce(arg_min(" + x + ", (" + x + ").v), " + first(x) + ")";
            case "argMax" -> "coalesce(arg_max(" + x + ", (" + x + ").v), " + first(x) + ")";
            case "uniq", "uniqCombined", "uniqCombined64", "uniqHLL12", "uniqTheta" -> uniq(x);
            case "uniqExact", "countDistinct" -> "list_sort(list_distinct(flatten(list(" + x + "))))";
            case "quantile", "quantiles", "median", "quantileExact", "groupArray", "topK" -> "flatten(list(" + x + "))";
            case "groupUniqArray", "groupArrayDistinct" -> "list_sort(list_distinct(flatten(list(" + x + "))))";
            default ->
                throw new PipitException(
                        ErrorCode.UNKNOWN_FUNCTION, "States of the aggregate '" + function + "' cannot be merged.");
        };
    }

    private String simple(String function, String x) {
        return switch (function) {
            case "sum", "sumWithOverflow" -> "sum(" + x + ")";
            case "min", "max" -> function + "(" + x + ")";
            case "any" -> first(x);
            case "anyLast" -> last(x);
            case "groupArrayArray" -> "flatten(list(" + x + "))";
            case "groupUniqArrayArray" -> "list_distinct(flatten(list(" + x + ")))";
            case "groupBitAnd" -> "bit_and(" + x + ")";
            case "groupBitOr" -> "bit_or(" + x + ")";
            case "groupBitXor" -> "bit_xor(" + x + ")";
            default ->
                throw new PipitException(
                        ErrorCode.UNKNOWN_FUNCTION,
                        "SimpleAggregateFunction does not know '" + function
                                + "'; it takes sum, min, max, any, anyLast, "
                                + "groupArrayArray, groupUniqArrayArray, groupBitAnd, groupBitOr and groupBitXor.");
        };
    }

    private static String uniq(String x) {
        return "list_slice(list_sort(list_distinct(flatten(list(" + x + ")))), 1, " + UNIQ_LIMIT + ")";
    }

    private static String cast(String expression, DataType type) {
        return "CAST(" + expression + " AS " + StorageTypes.of(type) + ")";
    }
}
