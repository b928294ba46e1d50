package io.pipit.core.sql.chain;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/** Writes expressions of one SELECT as expressions of the root table's rows, where they are that. */
final class Tracer {
    static final SourcePosition NOWHERE = new SourcePosition("", 1, 1);
    /** Give the value of one of the rows, whichever. */
    private static final Set<String> PICK_ONE = Set.of("any", "anylast", "min", "max", "first_value", "last_value");
    /** Give the value of the row where another value is the least or the greatest. */
    private static final Set<String> PICK_BY = Set.of("argmin", "argmax");
    /** More rows than one, or other values each time. */
    private static final Set<String> UNSTEADY =
            Set.of("arrayjoin", "rownumberinblock", "rownumberinallblocks", "blocknumber", "nowinblock");

    private final String qualifier;
    private final Map<String, Optional<Origin>> columns;
    private final Map<String, Expression> aliases;
    private final Predicate<String> aggregates;
    private final Predicate<String> alwaysThere;
    private final IntSupplier picks;
    private final Set<String> within = new HashSet<>();

    /**
     * Of a SELECT.
     *
     * @param qualifier how its source is called
     * @param columns of its source
     * @param aggregates whether a name is that of an aggregate
     * @param alwaysThere whether a column of the root table is never NULL
     * @param picks gives a number for each pick
     */
    Tracer(
            String qualifier,
            Map<String, Optional<Origin>> columns,
            Map<String, Expression> aliases,
            Predicate<String> aggregates,
            Predicate<String> alwaysThere,
            IntSupplier picks) {
        this.qualifier = qualifier;
        this.columns = columns;
        this.aliases = aliases;
        this.aggregates = aggregates;
        this.alwaysThere = alwaysThere;
        this.picks = picks;
    }

    /** The expression over the root table; empty when it is none, or none that can be told. */
    Optional<Origin> of(Expression expression) {
        if (expression instanceof Aliased aliased) {
            return inside(aliased.alias(), aliased.expression());
        } else if (expression instanceof Name name) {
            return name(name);
        } else if (expression instanceof Call call) {
            return call(call);
        }
        return literal(expression).map(Origin::of);
    }

    private static Optional<Expression> literal(Expression expression) {
        if (expression instanceof NumberLiteral n) {
            return Optional.of(new NumberLiteral(n.text(), NOWHERE));
        } else if (expression instanceof StringLiteral s) {
            return Optional.of(new StringLiteral(s.value(), NOWHERE));
        } else if (expression instanceof BoolLiteral b) {
            return Optional.of(new BoolLiteral(b.value(), NOWHERE));
        } else if (expression instanceof NullLiteral) {
            return Optional.of(new NullLiteral(NOWHERE));
        }
        return Optional.empty();
    }

    private Optional<Origin> inside(String alias, Expression expression) {
        boolean entered = within.add(alias);
        try {
            return of(expression);
        } finally {
            if (entered) {
                within.remove(alias);
            }
        }
    }

    /** Aliases win over columns; within its own expression an alias means the column. */
    private Optional<Origin> name(Name name) {
        String text = name.text();
        if (name.parts().size() > 1) {
            if (columns.containsKey(text)) {
                return columns.get(text);
            }
            boolean qualified = text.startsWith(qualifier + ".") && !qualifier.isEmpty();
            return qualified
                    ? columns.getOrDefault(text.substring(qualifier.length() + 1), Optional.empty())
                    : Optional.empty();
        }
        Expression alias = aliases.get(text);
        if (alias != null && !within.contains(text)) {
            return inside(text, alias);
        }
        return columns.getOrDefault(text, Optional.empty());
    }

    private Optional<Origin> call(Call call) {
        if (call.window().isPresent() || call.filter().isPresent() || call.distinct()) {
            return Optional.empty();
        }
        String function = call.function().toLowerCase(Locale.ROOT);
        if (aggregates.test(call.function())) {
            return picked(call, function);
        }
        if (UNSTEADY.contains(function) || aliases.containsKey(call.function())) {
            return Optional.empty();
        }
        Set<Integer> used = new TreeSet<>();
        List<Expression> arguments = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            Optional<Origin> traced = of(argument);
            if (traced.isEmpty()) {
                return Optional.empty();
            }
            arguments.add(traced.get().expression());
            used.addAll(traced.get().picks());
        }
        List<Expression> parameters = new ArrayList<>();
        for (Expression parameter : call.parameters()) {
            Optional<Expression> literal = literal(parameter);
            if (literal.isEmpty()) {
                return Optional.empty();
            }
            parameters.add(literal.get());
        }
        Call made = new Call(
                call.function(),
                parameters,
                arguments,
                false,
                Optional.empty(),
                Optional.empty(),
                call.nulls(),
                NOWHERE);
        return Optional.of(new Origin(made, used));
    }

    private Optional<Origin> picked(Call call, String function) {
        boolean one = PICK_ONE.contains(function) && call.arguments().size() == 1;
        boolean by = PICK_BY.contains(function)
                && call.arguments().size() == 2
                && of(call.argument(1)).filter(this::neverNull).isPresent();
        if (!(one || by)) {
            return Optional.empty();
        }
        return of(call.argument(0))
                .filter(value -> value.picks().isEmpty())
                .map(value -> value.with(value.expression(), Set.of(picks.getAsInt())));
    }

    /** Where all were NULL, the result would be that of no row. */
    private boolean neverNull(Origin origin) {
        if (origin.expression() instanceof Name name) {
            return alwaysThere.test(name.text());
        }
        return origin.expression() instanceof Call call
                && call.function().equals("tuple")
                && call.arguments().stream().allMatch(a -> neverNull(Origin.of(a)));
    }
}
