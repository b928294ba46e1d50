package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code uniq} and its family: how many different values there are.
 *
 * <p>The state is the list of the smallest distinct hashes of 63 bits, ascending: all of them up to {@link #KEPT}, so exact; beyond,
 * the greatest kept hash says how dense the hashes lie, which gives an estimate with a standard error of 0.4 %. The list of a union
 * is the smallest hashes of both lists, so states merge in any order to the same state.
 *
 * @param bounded whether only the smallest hashes are kept; the exact members of the family keep all
 */
record UniqAggregate(boolean bounded) implements Aggregate {
    /** How many hashes a bounded state keeps. */
    static final int KEPT = 65_536;

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.UINT64;
    }

    @Override
    public String plain(AggregateCall call) {
        return "count(DISTINCT " + value(call) + ")" + call.suffix();
    }

    @Override
    public String state(AggregateCall call) {
        String value = value(call);
        String hash = "CAST(hash(" + value + ") >> 1 AS BIGINT)";
        if (call.anyNullable()) {
            hash = "CASE WHEN " + value + " IS NOT NULL THEN " + hash + " END";
            return smallest("list_filter(list(DISTINCT " + hash + ")" + call.suffix() + ", lambda h: h IS NOT NULL)");
        }
        return smallest("list(DISTINCT " + hash + ")" + call.suffix());
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix) {
        return smallest("list_distinct(flatten(list(" + states + ")" + suffix + "))");
    }

    @Override
    public String finish(AggregateFunctionType type, String state) {
        if (!bounded) {
            return "len(" + state + ")";
        }
        // the state's text is long: a lambda gives it a name
        return "list_extract(list_transform([" + state + "], lambda u: CASE WHEN len(u) < " + KEPT
                + " THEN len(u) ELSE CAST(round(" + (KEPT - 1)
                + " * 9223372036854775808.0e0 / list_last(u)) AS BIGINT) END), 1)";
    }

    @Override
    public String empty(DataType result) {
        return "0";
    }

    @Override
    public boolean ignoresRepeats() {
        return true;
    }

    private String smallest(String hashes) {
        String sorted = "list_sort(" + hashes + ")";
        return "coalesce(" + (bounded ? "list_slice(" + sorted + ", 1, " + KEPT + ")" : sorted)
                + ", CAST([] AS BIGINT[]))";
    }

    private static String value(AggregateCall call) {
        if (call.arguments().size() == 1) {
            return call.argument(0).value();
        }
        String row = call.arguments().stream().map(Rendered::value).collect(Collectors.joining(", ", "row(", ")"));
        if (!call.anyNullable()) {
            return row;
        }
        String complete =
                call.arguments().stream().map(a -> a.value() + " IS NOT NULL").collect(Collectors.joining(" AND "));
        return "CASE WHEN " + complete + " THEN " + row + " END";
    }
}
