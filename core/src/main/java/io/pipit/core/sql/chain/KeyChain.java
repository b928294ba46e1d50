package io.pipit.core.sql.chain;

import io.pipit.core.sql.Query;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of a chain of queries over one table. What makes it useful: a result row whose key has a value comes from at least one row of the
 * table whose key expression has that value; and rows of different keys of a stage never meet in it.
 *
 * @param source the table
 * @param stages the key expressions of each stage, over columns of the table; a stage whose groups lie within those of a neighbour is left
 *     out. Empty for a query that takes each row by itself
 * @param columns the result columns that are expressions of the table's rows
 */
public record KeyChain(String source, List<List<Expression>> stages, Map<String, Expression> columns) {
    /** Copies the collections. */
    public KeyChain {
        stages = stages.stream().map(List::copyOf).toList();
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * The chain with other keys of the last stage, which must be functions of those that it has.
     *
     * @see #dependsOnLast
     */
    public KeyChain withLast(List<Expression> keys) {
        List<List<Expression>> changed = new ArrayList<>(stages.subList(0, stages.size() - 1));
        changed.add(keys);
        return new KeyChain(source, Coarsest.of(changed), columns);
    }

    /** The chain with one more stage at its end: for a query that takes each row by itself, whose rows any value of theirs keeps apart. */
    public KeyChain keptApartBy(List<Expression> keys) {
        return new KeyChain(source, List.of(keys), columns);
    }

    /**
     * The chain of a query over the result of this one.
     *
     * @param outer over columns of this chain's result
     * @param faithful the columns that reach the outer query as this one gives them
     * @return empty when a stage of the outer query has no key that is an expression of the table's rows
     */
    public Optional<KeyChain> then(KeyChain outer, Set<String> faithful) {
        Map<String, Expression> known = new LinkedHashMap<>(columns);
        known.keySet().retainAll(faithful);
        List<List<Expression>> all = new ArrayList<>(stages);
        for (List<Expression> stage : outer.stages) {
            List<Expression> keys = stage.stream()
                    .map(key -> over(key, known))
                    .flatMap(Optional::stream)
                    .filter(key -> !constant(key))
                    .toList();
            if (keys.isEmpty()) {
                return Optional.empty();
            }
            all.add(keys);
        }
        Map<String, Expression> made = new LinkedHashMap<>();
        outer.columns.forEach((name, expression) -> over(expression, known).ifPresent(e -> made.put(name, e)));
        return Optional.of(new KeyChain(source, Coarsest.of(all), made));
    }

    /** An expression over a result as one over the rows behind it. */
    private static Optional<Expression> over(Expression expression, Map<String, Expression> columns) {
        if (expression instanceof Name name) {
            return Optional.ofNullable(columns.get(name.text()));
        } else if (expression instanceof Call call) {
            List<Expression> arguments = new ArrayList<>();
            for (Expression argument : call.arguments()) {
                Optional<Expression> made = over(argument, columns);
                if (made.isEmpty()) {
                    return Optional.empty();
                }
                arguments.add(made.get());
            }
            return Optional.of(new Call(
                    call.function(),
                    call.parameters(),
                    arguments,
                    call.distinct(),
                    call.filter(),
                    call.window(),
                    call.nulls(),
                    call.position()));
        }
        return Optional.of(expression);
    }

    /** Whether an expression may differ from row to row. */
    public static boolean telling(Expression expression) {
        return !constant(expression);
    }

    /** Whether an expression has one value in each group of the last stage, and is not the same everywhere. */
    public boolean dependsOnLast(Expression expression) {
        return follows(expression, stages.get(stages.size() - 1));
    }

    /** Whether an expression has one value for each value of the keys, and is not the same everywhere. */
    public static boolean follows(Expression expression, List<Expression> keys) {
        return !constant(expression) && dependsOn(expression, keys);
    }

    private static boolean dependsOn(Expression expression, List<Expression> keys) {
        return keys.contains(expression)
                || constant(expression)
                || expression instanceof Call call && call.arguments().stream().allMatch(a -> dependsOn(a, keys));
    }

    private static boolean constant(Expression expression) {
        return expression instanceof Call call
                ? call.arguments().stream().allMatch(KeyChain::constant)
                : !(expression instanceof Name);
    }

    /** A query of the table's rows: columns of the table, then expressions over them under names. */
    public Query rows(List<String> tableColumns, Map<String, Expression> named) {
        List<Expression> items = new ArrayList<>();
        tableColumns.forEach(column -> items.add(new Name(List.of(column), Tracer.NOWHERE)));
        named.forEach((name, expression) -> items.add(new Aliased(expression, name, Tracer.NOWHERE)));
        From from = new From.Table(source, From.Alias.NONE, Optional.empty(), Tracer.NOWHERE);
        return new ParsedQuery(SetQuery.of(Select.of(items, from, Tracer.NOWHERE)), Optional.empty());
    }
}
