package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.Article;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code sumMap, minMap, maxMap} over maps, or over arrays of keys and of values. The state is the list of keys and values, one of
 * each key.
 *
 * @param engine the engine's aggregate of the values
 * @param dropsZeros whether keys whose sum is 0 are left out of the arrays
 */
public record MapSumAggregate(String engine, boolean dropsZeros) implements Aggregate {
    @Override
    public Arity arity() {
        return new Arity(1, Integer.MAX_VALUE);
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        if (arguments.get(0).bare() instanceof MapType map) {
            return new MapType(map.key(), value(map.value()));
        }
        List<DataType> types = arrays(arguments);
        List<DataType> members = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            DataType element = Types.element(types.get(i));
            members.add(new ArrayType(i == 0 ? element : value(element.bare())));
        }
        return new TupleType(members.stream().map(m -> "").toList(), members);
    }

    private DataType value(DataType value) {
        return engine.equals("sum") ? Results.sum(value) : value;
    }

    private static List<DataType> arrays(List<DataType> arguments) {
        return arguments.get(0).bare() instanceof TupleType tuple ? tuple.elements() : arguments;
    }

    @Override
    public String plain(AggregateCall call) {
        return shown(call.types(), state(call));
    }

    /** The result over the keys of which a condition of {@code k} holds. */
    String plain(AggregateCall call, String condition) {
        String rows = "SELECT * FROM (" + members(call) + ") WHERE " + condition;
        return shown(call.types(), entries(call.types(), rows));
    }

    private static void check(AggregateCall call) {
        DataType first = call.argument(0).type().bare();
        boolean fits = first instanceof MapType
                || (arrays(call.types()).size() > 1
                        && arrays(call.types()).stream().allMatch(Types::array));
        if (!fits) {
            throw call.error("its argument is " + Article.with(first)
                    + ", where a map, or arrays of keys and of values, are expected");
        }
    }

    @Override
    public String state(AggregateCall call) {
        return entries(call.types(), members(call));
    }

    /** A row for each key of each row. */
    private static String members(AggregateCall call) {
        check(call);
        AggregateCall.Rows rows = call.complete().rows();
        String first = rows.call().argument(0).sql();
        StringBuilder members = new StringBuilder();
        DataType type = call.argument(0).type().bare();
        if (type instanceof MapType) {
            members.append("unnest(map_keys(")
                    .append(first)
                    .append(")) AS k, unnest(map_values(")
                    .append(first)
                    .append(")) AS v1");
        } else {
            List<DataType> arrays = arrays(call.types());
            for (int i = 0; i < arrays.size(); i++) {
                String array = type instanceof TupleType t
                        ? "struct_extract(" + first + ", " + SqlText.string(StorageTypes.memberName(t, i)) + ")"
                        : rows.call().argument(i).sql();
                members.append(i == 0 ? "unnest(" : ", unnest(").append(array).append(i == 0 ? ") AS k" : ") AS v" + i);
            }
        }
        return "SELECT " + members + rows.from();
    }

    private String entries(List<DataType> arguments, String rows) {
        int values = values(arguments);
        StringBuilder sums = new StringBuilder();
        StringBuilder entry = new StringBuilder("{'k': k");
        for (int i = 1; i <= values; i++) {
            sums.append(", ")
                    .append(engine)
                    .append("(v")
                    .append(i)
                    .append(") AS v")
                    .append(i);
            entry.append(", 'v").append(i).append("': v").append(i);
        }
        String list = "(SELECT list(" + entry + "} ORDER BY k NULLS FIRST) FROM (SELECT k" + sums + " FROM (" + rows
                + ") GROUP BY k))";
        return SqlText.cast(
                "coalesce(" + list + ", [])", StateStorage.entries(keyType(arguments), valueTypes(arguments)));
    }

    private static int values(List<DataType> arguments) {
        return arguments.get(0).bare() instanceof MapType
                ? 1
                : arrays(arguments).size() - 1;
    }

    private static DataType keyType(List<DataType> arguments) {
        return arguments.get(0).bare() instanceof MapType map
                ? map.key()
                : Types.element(arrays(arguments).get(0));
    }

    private List<DataType> valueTypes(List<DataType> arguments) {
        if (arguments.get(0).bare() instanceof MapType map) {
            return List.of(value(map.value()));
        }
        return arrays(arguments).stream()
                .skip(1)
                .map(a -> value(Types.element(a).bare()))
                .toList();
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String alias = aliases.get();
        StringBuilder members = new StringBuilder(alias + ".u.k AS k");
        for (int i = 1; i <= values(type.arguments()); i++) {
            members.append(", ")
                    .append(alias)
                    .append(".u.v")
                    .append(i)
                    .append(" AS v")
                    .append(i);
        }
        return entries(
                type.arguments(),
                "SELECT " + members + " FROM (SELECT unnest(flatten(list(" + states + ")" + suffix + ")) AS u) AS "
                        + alias);
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        return shown(type.arguments(), state);
    }

    private String shown(List<DataType> arguments, String entries) {
        DataType type = type(List.of(), arguments);
        if (type instanceof MapType) {
            return SqlText.cast(
                    "map_from_entries(list_transform(" + entries + ", lambda __e: {'k': __e.k, 'v': __e.v1}))", type);
        }
        StringBuilder zero = new StringBuilder();
        StringBuilder lists = new StringBuilder("{'1': list_transform(__l, lambda __e: __e.k)");
        for (int i = 1; i <= values(arguments); i++) {
            zero.append(i == 1 ? "" : " OR ").append("coalesce(__e.v").append(i).append(" <> 0, false)");
            lists.append(", '")
                    .append(i + 1)
                    .append("': list_transform(__l, lambda __e: __e.v")
                    .append(i)
                    .append(')');
        }
        String kept = dropsZeros ? "list_filter(" + entries + ", lambda __e: " + zero + ")" : entries;
        return SqlText.cast("list_extract(list_transform([" + kept + "], lambda __l: " + lists + "}), 1)", type);
    }
}
