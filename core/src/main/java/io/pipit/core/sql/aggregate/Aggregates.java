package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.error.Article;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.aggregate.base.Catalog;
import io.pipit.core.sql.aggregate.combine.ArgCombinator;
import io.pipit.core.sql.aggregate.combine.ArrayCombinator;
import io.pipit.core.sql.aggregate.combine.DistinctCombinator;
import io.pipit.core.sql.aggregate.combine.ForEachCombinator;
import io.pipit.core.sql.aggregate.combine.IfCombinator;
import io.pipit.core.sql.aggregate.combine.Inner;
import io.pipit.core.sql.aggregate.combine.MapCombinator;
import io.pipit.core.sql.aggregate.combine.MergeCombinator;
import io.pipit.core.sql.aggregate.combine.OrCombinator;
import io.pipit.core.sql.aggregate.combine.ResampleCombinator;
import io.pipit.core.sql.aggregate.combine.SimpleStateCombinator;
import io.pipit.core.sql.aggregate.combine.StateCombinator;
import io.pipit.core.sql.function.Rendered;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

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

        /** What is written behind the aggregate's name, for instance {@code If, State}; the last is applied last. */
        public List<String> combinators() {
            return name.combinators();
        }

        /** Whether rows that repeat change nothing. */
        public boolean ignoresRepeats() {
            return aggregate.ignoresRepeats();
        }
    }

    private final Map<String, Catalog.Entry> entries = new Catalog().entries();
    private final Map<String, String> spelling = new HashMap<>();

    /** All that Pipit knows. */
    public Aggregates() {
        entries.keySet().forEach(name -> spelling.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
    }

    /** All names without combinators. */
    public Collection<String> names() {
        return entries.keySet();
    }

    /** What the documentation says, by name. */
    public Map<String, String> documentation() {
        Map<String, String> lines = new java.util.LinkedHashMap<>();
        entries.forEach((name, entry) -> lines.put(name, entry.documentation()));
        return lines;
    }

    /** The aggregate of this name, with or without combinators. */
    public Optional<Named> find(String name) {
        for (AggregateName candidate : AggregateName.candidates(name)) {
            String base = entries.containsKey(candidate.base())
                    ? candidate.base()
                    : spelling.get(candidate.base().toLowerCase(Locale.ROOT));
            if (base != null) {
                AggregateName found = new AggregateName(base, candidate.combinators());
                return Optional.of(new Named(found, combined(found)));
            }
        }
        return Optional.empty();
    }

    private Aggregate combined(AggregateName name) {
        Inner inner = new Inner(name.base(), entries.get(name.base()).aggregate());
        for (String combinator : name.combinators()) {
            inner = new Inner(inner.name() + combinator, combined(inner, combinator));
        }
        return inner.aggregate();
    }

    private static Aggregate combined(Inner inner, String combinator) {
        return switch (combinator) {
            case "If" -> new IfCombinator(inner);
            case "State" -> new StateCombinator(inner);
            case "Merge" -> new MergeCombinator(inner);
            case "SimpleState" -> new SimpleStateCombinator(inner);
            case "OrNull" -> new OrCombinator(inner, true);
            case "OrDefault" -> new OrCombinator(inner, false);
            case "Distinct" -> new DistinctCombinator(inner);
            case "Array" -> new ArrayCombinator(inner);
            case "ForEach" -> new ForEachCombinator(inner);
            case "Map" -> new MapCombinator(inner);
            case "Resample" -> new ResampleCombinator(inner);
            case "ArgMin" -> new ArgCombinator(inner, "min");
            case "ArgMax" -> new ArgCombinator(inner, "max");
            default -> throw new IllegalArgumentException(combinator);
        };
    }

    /**
     * A call as the engine's text.
     *
     * @param call its function is the name as written; its arguments end with the condition of -If
     * @param mayBeEmpty whether there may be no rows, so that the dialect's value for that must be put in
     */
    public Rendered render(Named function, AggregateCall call, boolean mayBeEmpty) {
        AggregateName name = function.name;
        Aggregate aggregate = function.aggregate;
        AggregateCall named = call.of(name.toString(), call.parameters());
        if (call.distinct()) {
            named = new AggregateCall(
                    name.toString(),
                    call.parameters(),
                    call.arguments(),
                    false,
                    call.condition(),
                    call.over(),
                    call.context());
            aggregate = distinct(name);
        }
        Arity arity = aggregate.arity();
        if (!arity.holds(call.arguments().size())) {
            throw call.error("found " + Counted.of(call.arguments().size(), "argument") + ", expected " + arity);
        }
        checkState(function, call);
        DataType type = aggregate.type(named.parameters(), named.types());
        String sql = aggregate.plain(named);
        boolean fill = mayBeEmpty || !name.combinators().isEmpty() || named.anyNullable();
        return Rendered.of(fill ? filled(sql, aggregate.empty(type)) : sql, type);
    }

    /** DISTINCT applies before the other combinators; different counts are {@code uniqExact}. */
    private Aggregate distinct(AggregateName name) {
        if (name.base().equals("count")) {
            return combined(new AggregateName("uniqExact", name.combinators()));
        }
        java.util.List<String> combinators = new java.util.ArrayList<>(name.combinators());
        combinators.add(0, "Distinct");
        return combined(new AggregateName(name.base(), combinators));
    }

    private static String filled(String sql, String empty) {
        return empty.equals("NULL") ? sql : "coalesce(" + sql + ", " + empty + ")";
    }

    private void checkState(Named function, AggregateCall call) {
        if (!function.merges()) {
            return;
        }
        DataType argument = call.argument(0).type().bare();
        if (!(argument instanceof AggregateFunctionType state)) {
            throw call.error("its argument is " + Article.with(call.argument(0).type())
                    + ", where a partial state such as AggregateFunction(" + function.base() + ", ...) is expected");
        }
        if (!same(function.base(), state.function())) {
            String base = find(state.function()).map(Named::base).orElse(state.function());
            throw call.error("its argument is a state of '" + state.function() + "'; use " + base + "Merge");
        }
    }

    /** The merged state of a group of states, as the engine's text. */
    public String merge(AggregateFunctionType type, String states, Supplier<String> aliases) {
        return of(type).merge(type, states, "", aliases);
    }

    /** The result of one partial state. */
    public Rendered finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        Aggregate aggregate = of(type);
        DataType result = aggregate.type(type.parameters(), type.arguments());
        return Rendered.of(filled(aggregate.finish(type, state, aliases), aggregate.empty(result)), result);
    }

    private Aggregate of(AggregateFunctionType type) {
        return find(type.function())
                .map(n -> n.aggregate)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_TYPE,
                        "There is no aggregate '" + type.function() + "' for " + Article.with(type) + "."
                                + NearestName.hint(type.function(), names())));
    }

    /** Whether two names mean the same aggregate, so that the states of one are those of the other. */
    public boolean same(String one, String other) {
        Optional<Named> a = find(one);
        Optional<Named> b = find(other);
        return a.isPresent()
                && b.isPresent()
                && entries.get(a.get().base())
                        .aggregate()
                        .equals(entries.get(b.get().base()).aggregate());
    }
}
