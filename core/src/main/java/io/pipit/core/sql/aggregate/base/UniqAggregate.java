package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code uniq} and its family: how many different values there are.
 *
 * <p>The state is the list of the smallest distinct hashes of 63 bits, ascending: all of them up to {@link #KEPT}, so exact; beyond,
 * the greatest kept hash says how dense the hashes lie, which gives an estimate with a standard error of 0.4 %. The list of a union
 * is the smallest hashes of both lists, so states merge in any order to the same state.
 *
 * @param bounded whether only the smallest hashes are kept; the exact members of the family keep all
 * @param capped whether it counts up to its parameter, and says one more for all that is beyond
 */
public record UniqAggregate(boolean bounded, boolean capped) implements Aggregate {
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");
    private static final String LIMIT_UNSAID = "5";

    /** How many hashes a bounded state keeps. */
    static final int KEPT = 65_536;

    @Override
    public Arity arity() {
        return Arity.MANY;
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Types.UINT64;
    }

    @Override
    public String plain(AggregateCall call) {
        String limit = call.parameter(0, LIMIT_UNSAID);
        if (capped && !LIMIT.matcher(limit).matches()) {
            throw call.error("its parameter is " + limit + ", where a number from 1 to 100 is expected");
        }
        AggregateCall c = call.arguments().size() > 1 ? call.complete() : call;
        return capped(limit, "count(DISTINCT " + value(c) + ")" + c.suffix());
    }

    @Override
    public String state(AggregateCall call) {
        AggregateCall c = call.complete();
        return smallest("list(DISTINCT CAST(hash(" + value(c) + ") >> 1 AS BIGINT))" + c.suffix());
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return smallest("list_distinct(flatten(list(" + states + ")" + suffix + "))");
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        if (!bounded) {
            return capped(
                    type.parameters().isEmpty()
                            ? LIMIT_UNSAID
                            : type.parameters().get(0),
                    "len(" + state + ")");
        }
        // the state's text is long: a lambda gives it a name
        return "list_extract(list_transform([" + state + "], lambda __u: CASE WHEN len(__u) < " + KEPT
                + " THEN len(__u) ELSE CAST(round(" + (KEPT - 1)
                + " * 9223372036854775808.0e0 / list_last(__u)) AS BIGINT) END), 1)";
    }

    @Override
    public String empty(DataType result) {
        return "0";
    }

    @Override
    public boolean ignoresRepeats() {
        return true;
    }

    private String capped(String limit, String count) {
        return capped ? "least(" + count + ", " + limit + " + 1)" : count;
    }

    private String smallest(String hashes) {
        String sorted = "list_sort(" + hashes + ")";
        return "coalesce(" + (bounded ? "list_slice(" + sorted + ", 1, " + KEPT + ")" : sorted)
                + ", CAST([] AS BIGINT[]))";
    }

    private static String value(AggregateCall call) {
        return call.arguments().size() == 1
                ? call.value(0)
                : call.arguments().stream().map(Rendered::value).collect(Collectors.joining(", ", "row(", ")"));
    }
}
