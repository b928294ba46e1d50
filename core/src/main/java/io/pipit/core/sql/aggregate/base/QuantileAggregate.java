package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.error.Article;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.aggregate.RowSeed;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Quantiles at one level or at several.
 *
 * <p>A query over rows is exact. The state of the exact ones is the list of the values. That of the others is a sample: the
 * {@link #KEPT} values with the smallest random hashes, each with its hash. Up to that many values it is all of them and the result is
 * exact; beyond, the rank of the result is off by a standard deviation of at most 0.6 % of the values, as with a reservoir of that size.
 * The sample of a union is made of both samples, so states merge in any order to the same state.
 *
 * @param many whether there are several levels, whose results make an array
 * @param sampled whether the state is a sample
 * @param firstLevel the number of parameters before the levels
 * @param arguments how many; those after the first do not matter
 */
public record QuantileAggregate(QuantileRule rule, boolean many, boolean sampled, int firstLevel, int arguments)
        implements Aggregate {
    /** How many values a sample has. */
    static final int KEPT = 8_192;

    @Override
    public Arity arity() {
        return new Arity(arguments, arguments);
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> types) {
        DataType one = rule.type(types.get(0));
        return many ? new ArrayType(one) : Results.like(one, types);
    }

    @Override
    public String plain(AggregateCall call) {
        DataType bare = call.argument(0).type().bare();
        if (!Types.number(bare)
                && !Types.date(bare)
                && !Types.instant(bare)
                && !(bare instanceof DataType.NothingType)) {
            throw call.error("its argument is " + Article.with(call.argument(0).type())
                    + ", where a number or a time is expected");
        }
        checkLevels(call);
        AggregateCall c = call.complete();
        String value = value(call);
        if (rule == QuantileRule.LINEAR) {
            return each(call.parameters(), bare, level -> c.engine("quantile_cont", value + ", " + level));
        }
        return finished(call.parameters(), bare, c.engine("list", value));
    }

    private void checkLevels(AggregateCall call) {
        for (String level : call.parameters()
                .subList(
                        Math.min(firstLevel, call.parameters().size()),
                        call.parameters().size())) {
            if (!level.matches("\\(?(0|1|[01]?\\.[0-9]*|[0-9.]+[eE]-?[0-9]+)\\)?") || number(level) > 1) {
                throw call.error("its level is " + level + ", where a number from 0 to 1 is expected");
            }
        }
    }

    private static double number(String level) {
        return Double.parseDouble(level.replaceAll("[()]", ""));
    }

    private String value(AggregateCall call) {
        DataType type = call.argument(0).type();
        if (!Types.number(type)) {
            return call.value(0);
        }
        boolean keeps = !rule.between() && rule.type(type).equals(type.bare());
        return keeps ? call.number(0) : call.real(0);
    }

    @Override
    public String state(AggregateCall call) {
        checkLevels(call);
        AggregateCall c = call.complete();
        AggregateFunctionType type = new AggregateFunctionType(call.function(), call.parameters(), call.types());
        String values =
                sampled ? smallest(chosen(c, value(call), c.context().seed().get())) : c.engine("list", value(call));
        return SqlText.cast("coalesce(" + values + ", [])", StateStorage.of(type));
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String all = "flatten(list(" + states + ")" + suffix + ")";
        return sampled ? smallest(all) : all;
    }

    /** The values with what decides which of them are kept. */
    private static String chosen(AggregateCall call, String value, RowSeed seed) {
        String hash = "hash(" + value + (seed.sql().isEmpty() ? "" : ", " + seed.sql()) + ")";
        if (seed.byRow()) {
            return "list({'h': CAST(" + hash + " >> 1 AS BIGINT), 'v': " + value + "})" + call.suffix();
        }
        return "list_transform(list({'h': " + hash + ", 'v': " + value + "})" + call.suffix()
                + ", lambda __x, __i: {'h': CAST(hash(__x.h, __i) >> 1 AS BIGINT), 'v': __x.v})";
    }

    /** Not by the engine's {@code min(value, n)}: it takes room for all n in each group, however few values that has. */
    private static String smallest(String values) {
        return "list_slice(list_sort(" + values + "), 1, " + KEPT + ")";
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        String values = sampled ? "list_transform(" + state + ", lambda __s: __s.v)" : state;
        return finished(type.parameters(), type.arguments().get(0).bare(), values);
    }

    private String finished(List<String> parameters, DataType argument, String list) {
        String accuracy = parameters.isEmpty() ? "0.01" : parameters.get(0);
        return each(parameters, argument, level -> rule.of(list, level, accuracy));
    }

    private interface OneLevel {
        String at(String level);
    }

    private String each(List<String> parameters, DataType argument, OneLevel one) {
        DataType type = rule.type(argument);
        if (!many) {
            return rule.cast(one.at(level(parameters)), type);
        }
        String empty = Results.nanOf(type);
        return parameters.stream()
                .skip(firstLevel)
                .map(level -> "coalesce(" + rule.cast(one.at(level), type) + ", " + empty + ")")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private String level(List<String> parameters) {
        return parameters.size() <= firstLevel ? "0.5" : parameters.get(firstLevel);
    }

    @Override
    public String empty(DataType result) {
        return many ? "NULL" : Results.nanOf(result);
    }
}
