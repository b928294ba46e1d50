package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.SimpleAggregateFunctionType;
import io.pipit.core.block.type.StateStorage;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.Types;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All aggregates by name, with their combinators. Immutable. */
public final class Aggregates {
    /** An aggregate function as a query names it. */
    public static final class Named {
        private final AggregateName name;
        private final Aggregate aggregate;

        private Named(AggregateName name, Aggregate aggregate) {
            this.name = name;
            this.aggregate = aggregate;
        }

        /** Whether the last argument is a condition. */
        public boolean conditional() {
            return name.conditional();
        }

        /** Whether its argument is a partial state. */
        public boolean merges() {
            return name.merges();
        }

        /** The aggregate without combinators, in the dialect's spelling. */
        public String base() {
            return name.base();
        }

        /** Whether rows that repeat change nothing. */
        public boolean ignoresRepeats() {
            return aggregate.ignoresRepeats();
        }
    }

    private final Map<String, Aggregate> byName = new LinkedHashMap<>();
    private final Map<String, String> spelling = new LinkedHashMap<>();

    /** All that Pipit knows. */
    public Aggregates() {
        add(new CountAggregate(), "count");
        add(new SumAggregate(), "sum", "sumWithOverflow", "sumKahan");
        add(new AvgAggregate(), "avg");
        add(new ValueAggregate("min", true), "min");
        add(new ValueAggregate("max", true), "max");
        add(new ValueAggregate("any_value", true), "any", "any_value", "anyRespectNulls", "first_value", "firstValue");
        add(new ValueAggregate("last", true), "anyLast", "last_value", "lastValue");
        add(new ArgAggregate("arg_min"), "argMin");
        add(new ArgAggregate("arg_max"), "argMax");
        add(new UniqAggregate(true), "uniq", "uniqCombined", "uniqCombined64", "uniqHLL12", "uniqTheta");
        add(new UniqAggregate(false), "uniqExact", "countDistinct");
        add(
                new QuantileAggregate(false, false),
                "quantile",
                "median",
                "quantileTDigest",
                "quantileTiming",
                "medianTDigest",
                "medianTiming",
                "quantileInterpolated",
                "quantileExactInclusive",
                "quantileBFloat16",
                "quantileDD");
        add(new QuantileAggregate(true, false), "quantiles", "quantilesTDigest", "quantilesTiming");
        add(new QuantileAggregate(false, true), "quantileExact", "medianExact", "quantileExactLow");
        add(new QuantileAggregate(true, true), "quantilesExact");
        add(new ListAggregate(false), "groupArray", "array_agg");
        add(new ListAggregate(true), "groupUniqArray", "groupArrayDistinct");
        statistics();
    }

    private void statistics() {
        String nan = "CAST('nan' AS DOUBLE)";
        statistic("stddevPop", "stddev_pop(%1)%s", Types.FLOAT64, nan, "stddevPopStable");
        statistic("stddevSamp", "stddev_samp(%1)%s", Types.FLOAT64, nan, "stddevSampStable", "stddev");
        statistic("varPop", "var_pop(%1)%s", Types.FLOAT64, nan, "varPopStable");
        statistic("varSamp", "var_samp(%1)%s", Types.FLOAT64, nan, "varSampStable", "variance");
        statistic("corr", "corr(%1, %2)%s", Types.FLOAT64, nan, "corrStable");
        statistic("covarPop", "covar_pop(%1, %2)%s", Types.FLOAT64, nan, "covarPopStable");
        statistic("covarSamp", "covar_samp(%1, %2)%s", Types.FLOAT64, nan, "covarSampStable");
        statistic("skewPop", "skewness(%1)%s", Types.FLOAT64, nan);
        statistic("entropy", "entropy(%1)%s", Types.FLOAT64, nan);
        statistic(
                "avgWeighted",
                "(sum((%1) * CAST(%2 AS DOUBLE))%s / nullif(sum(CAST(%2 AS DOUBLE))%s, 0))",
                Types.FLOAT64,
                nan);
        statistic("anyHeavy", "mode(%1)%s", Types.NOTHING, "");
        statistic("groupBitAnd", "bit_and(%1)%s", Types.NOTHING, "");
        statistic("groupBitOr", "bit_or(%1)%s", Types.NOTHING, "");
        statistic("groupBitXor", "bit_xor(%1)%s", Types.NOTHING, "");
        add(new TopAggregate(), "topK", "approx_top_k");
        add(new TextAggregate(), "groupConcat", "group_concat");
    }

    private void statistic(String name, String pattern, DataType result, String empty, String... others) {
        Aggregate aggregate = new StatisticAggregate(pattern, result, empty);
        add(aggregate, name);
        add(aggregate, others);
    }

    private void add(Aggregate aggregate, String... names) {
        for (String name : names) {
            byName.put(name, aggregate);
            spelling.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
        }
    }

    /** All names without combinators. */
    public Collection<String> names() {
        return byName.keySet();
    }

    /** The aggregate of this name, with or without combinators. */
    public Optional<Named> find(String name) {
        for (AggregateName candidate : AggregateName.candidates(name)) {
            String base = byName.containsKey(candidate.base())
                    ? candidate.base()
                    : spelling.get(candidate.base().toLowerCase(Locale.ROOT));
            if (base != null) {
                return Optional.of(new Named(new AggregateName(base, candidate.combinators()), byName.get(base)));
            }
        }
        return Optional.empty();
    }

    /**
     * A call as the engine's text.
     *
     * @param arguments without the condition of -If
     * @param suffix FILTER and OVER
     * @param mayBeEmpty whether there may be no rows, so that the dialect's value for that must be put in
     */
    public Rendered render(
            Named function,
            List<String> parameters,
            List<Rendered> arguments,
            boolean distinct,
            String suffix,
            boolean mayBeEmpty,
            Function<String, PipitException> error) {
        AggregateName name = function.name;
        boolean once = distinct || name.has("Distinct");
        AggregateCall call = new AggregateCall(name.base(), parameters, arguments, once, suffix, error);
        if (name.merges()) {
            return merge(function, call);
        } else if (name.has("State")) {
            if (!name.base().equals("count")) {
                call.argument(0);
            }
            AggregateFunctionType type = new AggregateFunctionType(name.stateFunction(), parameters, call.types());
            return Rendered.of(function.aggregate.state(call), type);
        }
        if (!name.base().equals("count")) {
            call.argument(0);
        }
        DataType type = function.aggregate.type(parameters, call.types());
        String sql = function.aggregate.plain(call);
        if (name.has("OrNull")) {
            return Rendered.of(orNull(sql, name), Types.nullable(type));
        }
        Rendered plain = Rendered.of(mayBeEmpty ? filled(sql, function.aggregate.empty(type)) : sql, type);
        return name.has("SimpleState")
                ? Rendered.of(plain.sql(), new SimpleAggregateFunctionType(name.base(), type))
                : plain;
    }

    private static String orNull(String sql, AggregateName name) {
        return name.base().equals("count") ? "nullif(" + sql + ", 0)" : sql;
    }

    private static String filled(String sql, String empty) {
        return empty.equals("NULL") ? sql : "coalesce(" + sql + ", " + empty + ")";
    }

    private Rendered merge(Named function, AggregateCall call) {
        DataType argument = call.argument(0).type().bare();
        if (!(argument instanceof AggregateFunctionType state)) {
            throw call.error()
                    .apply("its argument is a " + call.argument(0).type()
                            + ", where a partial state such as AggregateFunction(" + function.base()
                            + ", ...) is expected");
        }
        AggregateFunctionType type = state;
        if (!same(function.base(), type.function())) {
            throw call.error()
                    .apply("its argument is a state of '" + type.function() + "'; use "
                            + StateStorage.baseName(type.function()) + "Merge");
        }
        if (!call.parameters().isEmpty()) {
            type = new AggregateFunctionType(state.function(), call.parameters(), state.arguments());
        }
        String merged = function.aggregate.merge(type, call.argument(0).sql(), call.suffix());
        if (function.name.has("State")) {
            return Rendered.of(merged, type);
        }
        DataType result = function.aggregate.type(type.parameters(), type.arguments());
        return Rendered.of(filled(function.aggregate.finish(type, merged), function.aggregate.empty(result)), result);
    }

    /** The result of one partial state. */
    public Rendered finish(AggregateFunctionType type, String state) {
        Aggregate aggregate = find(type.function())
                .map(n -> n.aggregate)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_TYPE, "There is no aggregate '" + type.function() + "' for a " + type + "."));
        DataType result = aggregate.type(type.parameters(), type.arguments());
        return Rendered.of(filled(aggregate.finish(type, state), aggregate.empty(result)), result);
    }

    /** Whether two names mean the same aggregate, so that the states of one are those of the other. */
    public boolean same(String one, String other) {
        Optional<Named> a = find(one);
        Optional<Named> b = find(other);
        return a.isPresent() && b.isPresent() && a.get().aggregate.equals(b.get().aggregate);
    }
}
