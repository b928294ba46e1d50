package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * The most frequent values, counted exactly over rows; of equally frequent ones the smallest first.
 *
 * <p>The state is the list of the {@link #KEPT} most frequent values with their counts. So a result from states is exact as long as no
 * part has more different values than that; beyond, a count may miss what a value had in the parts where it was not among the first.
 *
 * @param weighted whether the second argument is the weight of a row
 * @param counts whether the result has the counts too
 */
public record TopAggregate(boolean weighted, boolean counts) implements Aggregate {
    /** How many values a state keeps. */
    static final int KEPT = 4_096;

    @Override
    public Arity arity() {
        return weighted ? Arity.TWO : Arity.ONE;
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        DataType value = Types.plain(arguments.get(0)).bare();
        return new ArrayType(withCounts(parameters) ? item(value) : value);
    }

    private static DataType item(DataType value) {
        return new TupleType(List.of("item", "count", "error"), List.of(value, Types.UINT64, Types.UINT64));
    }

    private boolean withCounts(List<String> parameters) {
        return counts || (parameters.size() > 2 && parameters.get(2).equals("'counts'"));
    }

    @Override
    public String plain(AggregateCall call) {
        return top(call.parameters(), call.types(), counted(call));
    }

    @Override
    public String state(AggregateCall call) {
        AggregateFunctionType type = new AggregateFunctionType(call.function(), call.parameters(), call.types());
        return SqlText.cast(first(counted(call), Integer.toString(KEPT)), StateStorage.of(type));
    }

    /** Values with their counts as a list of structs, the most frequent first. */
    private String counted(AggregateCall call) {
        AggregateCall.Rows rows = call.complete().rows();
        String count = weighted ? "sum(" + rows.call().number(1) + ")" : "count(*)";
        return sorted("SELECT " + rows.call().argument(0).sql() + " AS v, CAST(" + count + " AS BIGINT) AS n"
                + rows.from() + " GROUP BY " + rows.call().argument(0).sql());
    }

    private static String sorted(String query) {
        return "(SELECT list({'v': v, 'n': n} ORDER BY n DESC, v) FROM (" + query + "))";
    }

    private static String first(String list, String count) {
        return "coalesce(list_slice(" + list + ", 1, " + count + "), [])";
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String alias = aliases.get();
        return first(
                sorted("SELECT " + alias + ".u.v AS v, CAST(sum(" + alias
                        + ".u.n) AS BIGINT) AS n FROM (SELECT unnest(flatten(list(" + states + ")" + suffix
                        + ")) AS u) AS " + alias + " GROUP BY " + alias + ".u.v"),
                Integer.toString(KEPT));
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return top(type.parameters(), type.arguments(), state);
    }

    private String top(List<String> parameters, List<DataType> arguments, String list) {
        String first = first(list, parameters.isEmpty() ? "10" : parameters.get(0));
        if (!withCounts(parameters)) {
            return "list_transform(" + first + ", lambda __e: __e.v)";
        }
        String item = "{'item': __e.v, 'count': __e.n, 'error': 0}";
        return SqlText.cast("list_transform(" + first + ", lambda __e: " + item + ")", type(parameters, arguments));
    }
}
