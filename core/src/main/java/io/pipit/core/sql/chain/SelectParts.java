package io.pipit.core.sql.chain;

import io.pipit.core.sql.tree.ColumnChange;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Expression.Subquery;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the expressions of a SELECT hold.
 *
 * @param aliases names that stand for expressions; the first of a name holds
 * @param windows every window, each once
 * @param firstAggregate an aggregate that is not a window function
 * @param known whether a name is that of an aggregate
 */
record SelectParts(
        Map<String, Expression> aliases, Set<Window> windows, Optional<Call> firstAggregate, Predicate<String> known) {
    /** Read other tables, or other rows by their place. */
    private static final Set<String> LOOKING_ASIDE = Set.of(
            "joinget",
            "joingetornull",
            "dictget",
            "dictgetornull",
            "dictgetordefault",
            "dicthas",
            "rownumberinblock",
            "rownumberinallblocks",
            "neighbor",
            "runningdifference",
            "runningaccumulate");

    static SelectParts of(Select select, Map<String, Expression> outer, Predicate<String> aggregates) {
        Reader reader = new Reader(aggregates);
        outer.forEach(reader.aliases::put);
        select.with().expressions().forEach(reader::own);
        select.items().stream()
                .filter(Aliased.class::isInstance)
                .map(Aliased.class::cast)
                .forEach(item -> reader.aliases.put(item.alias(), item.expression()));
        select.items().forEach(reader::read);
        select.where().ifPresent(reader::read);
        select.groupBy().ifPresent(g -> g.expressions().forEach(reader::read));
        select.having().ifPresent(reader::read);
        select.qualify().ifPresent(reader::read);
        select.orderBy().items().stream().map(OrderItem::expression).forEach(reader::read);
        select.limitBy().ifPresent(l -> l.by().forEach(reader::read));
        return new SelectParts(
                Collections.unmodifiableMap(reader.aliases),
                Collections.unmodifiableSet(reader.windows),
                Optional.ofNullable(reader.aggregate),
                aggregates);
    }

    /** Whether an expression has an aggregate in it. */
    boolean aggregates(Expression expression) {
        Reader reader = new Reader(known);
        reader.read(expression);
        return reader.aggregate != null;
    }

    private static final class Reader {
        private final Predicate<String> known;
        private final Map<String, Expression> aliases = new LinkedHashMap<>();
        private final Set<Window> windows = new LinkedHashSet<>();
        private Call aggregate;

        Reader(Predicate<String> known) {
            this.known = known;
        }

        /** What this SELECT names itself hides what an outer one names. */
        void own(Aliased aliased) {
            aliases.put(aliased.alias(), aliased.expression());
            read(aliased.expression());
        }

        void read(Expression expression) {
            if (expression instanceof Subquery subquery) {
                throw ChainReader.refused(subquery.position(), "a sub-query in an expression reads rows of its own");
            } else if (expression instanceof Aliased aliased) {
                aliases.putIfAbsent(aliased.alias(), aliased.expression());
                read(aliased.expression());
            } else if (expression instanceof Lambda lambda) {
                read(lambda.body());
            } else if (expression instanceof Star star) {
                star.changes().forEach(this::change);
            } else if (expression instanceof Call call) {
                call(call);
            }
        }

        private void change(ColumnChange change) {
            if (change instanceof ColumnChange.Replace replace) {
                replace.expressions().forEach(this::read);
            } else if (change instanceof ColumnChange.Apply apply
                    && known.test(apply.function())
                    && aggregate == null) {
                aggregate = Call.of(apply.function(), apply.position());
            } else if (change instanceof ColumnChange.ApplyLambda lambda) {
                read(lambda.lambda().body());
            }
        }

        private void call(Call call) {
            String function = call.function().toLowerCase(Locale.ROOT);
            if (LOOKING_ASIDE.contains(function)) {
                throw ChainReader.refused(call.position(), call.function() + " reads other rows");
            }
            List<Expression> inside = new ArrayList<>(call.arguments());
            inside.addAll(call.parameters());
            call.filter().ifPresent(inside::add);
            if (call.window().isPresent()) {
                Window window = call.window().get();
                windows.add(window);
                Stream.concat(
                                window.partitionBy().stream(),
                                window.orderBy().stream().map(OrderItem::expression))
                        .forEach(inside::add);
            } else if (aggregate == null && known.test(call.function())) {
                aggregate = call;
            }
            inside.forEach(this::read);
        }
    }
}
