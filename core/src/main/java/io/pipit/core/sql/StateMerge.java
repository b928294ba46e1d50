package io.pipit.core.sql;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.SimpleAggregateFunctionType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.aggregate.Aggregates;

/** How partial states of one group become one state: the engine's aggregate over a column of states (contract C8). */
final class StateMerge {
    private final Aggregates aggregates = new Aggregates();

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
            return cast(state(state, column), type);
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

    private String state(AggregateFunctionType type, String column) {
        int[] names = {0};
        String merged = aggregates.merge(type, column, () -> "state" + names[0]++);
        String base =
                aggregates.find(type.function()).map(Aggregates.Named::base).orElse("");
        return switch (base) {
            case "any", "any_value", "first_value", "firstValue" -> first(column);
            case "anyLast", "last_value", "lastValue" -> last(column);
            // a group without rows that counted has no pair to choose from
            case "argMin", "argMax" -> "coalesce(" + merged + ", " + first(column) + ")";
            default -> merged;
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

    private static String cast(String expression, DataType type) {
        return "CAST(" + expression + " AS " + StorageTypes.of(type) + ")";
    }
}
