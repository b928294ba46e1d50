package io.pipit.core.sql.aggregate.combine;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.error.Article;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.aggregate.RowSeed;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code -Array}: the members of the arrays are the rows. A state is that of the inner aggregate. */
public record ArrayCombinator(Inner inner) implements Aggregate {
    private static final String SEED = "m.seed, m.place";

    @Override
    public Arity arity() {
        return inner.aggregate().arity();
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return inner.aggregate().type(parameters, members(arguments));
    }

    @Override
    public String plain(AggregateCall call) {
        return over(call, inner::filled);
    }

    @Override
    public String state(AggregateCall call) {
        return over(call, inner.aggregate()::state);
    }

    /** What is random of a member follows from its row, as what is random of a row does, and from its place in the array. */
    private String over(AggregateCall call, Function<AggregateCall, String> aggregate) {
        AggregateCall.Context outer = call.context();
        String value = aggregate.apply(member(call, outer.seeded(RowSeed.ofRows(SEED))));
        RowSeed seed = value.contains(SEED) ? outer.seed().get() : RowSeed.PLACES;
        if (!seed.byRow()) {
            String members = value.contains(SEED) ? aggregate.apply(member(call, outer.seeded(seed))) : value;
            return "(SELECT " + members + from(call, call.rows(), "") + ")";
        }
        List<Rendered> arguments = new ArrayList<>(call.arguments());
        arguments.add(Rendered.exact("hash(" + seed.sql() + ")", Types.UINT64));
        AggregateCall.Rows rows = call.with(arguments).rows();
        String more = ", generate_subscripts(" + rows.call().argument(0).sql() + ", 1) AS place, "
                + rows.call().argument(call.arguments().size()).sql() + " AS seed";
        return "(SELECT " + value + from(call, rows, more) + ")";
    }

    /** The call over members that {@link #from} gives. */
    private AggregateCall member(AggregateCall call, AggregateCall.Context context) {
        List<Rendered> columns = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            columns.add(Rendered.exact("m.v" + i, element(call.argument(i).type(), call)));
        }
        return new AggregateCall(inner.name(), call.parameters(), columns, call.distinct(), "", "", context);
    }

    private static String from(AggregateCall call, AggregateCall.Rows rows, String more) {
        StringBuilder out = new StringBuilder(" FROM (SELECT ");
        for (int i = 0; i < call.arguments().size(); i++) {
            out.append(i == 0 ? "unnest(" : ", unnest(")
                    .append(rows.call().argument(i).sql())
                    .append(") AS v")
                    .append(i);
        }
        return out + more + rows.from() + ") AS m";
    }

    private static DataType element(DataType type, AggregateCall call) {
        if (!Types.array(type)) {
            throw call.error("its argument is " + Article.with(type) + ", where an array is expected");
        }
        return Types.element(type);
    }

    private static List<DataType> members(List<DataType> arguments) {
        return arguments.stream().map(Types::element).toList();
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        return inner.aggregate().merge(inner.state(type, members(type.arguments())), states, suffix, aliases);
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return inner.aggregate().finish(inner.state(type, members(type.arguments())), state, aliases);
    }

    @Override
    public String empty(DataType result) {
        return inner.aggregate().empty(result);
    }
}
