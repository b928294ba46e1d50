package io.pipit.core.sql.chain;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.Query;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relations;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.GroupBy;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells of which queries the groups of many blocks together are what the groups of each block alone merge to: one GROUP BY over rows that
 * are taken one by one, whose aggregates the target adds up as they do. Whoever has many blocks then need not group by block first.
 * What is not surely so is not so.
 */
public final class BlockGroups {
    private static final int DEEPEST = 20;
    private static final Set<String> STATES = Set.of(
            "count", "sum", "avg", "min", "max", "uniq", "uniqExact", "uniqCombined", "uniqCombined64", "uniqHLL12");
    private static final Set<String> SUMS = Set.of("count", "sum");
    private static final Set<String> COMBINATORS = Set.of("If", "State", "SimpleState", "Merge");

    private final Aggregates aggregates;
    private final TableSpec target;
    private final List<String> columns;

    /**
     * For rows on their way into a table.
     *
     * @param columns of the target, by their place in the result
     */
    public BlockGroups(Aggregates aggregates, TableSpec target, List<String> columns) {
        this.aggregates = aggregates;
        this.target = target;
        this.columns = List.copyOf(columns);
    }

    /** Whether that is so of a query, which reads one table once, and neither the time nor anything random. */
    public boolean of(Query query, Relations relations) {
        try {
            return only(((ParsedQuery) query).body())
                    .filter(this::groups)
                    .filter(select -> select.from()
                            .filter(from -> rowsOneByOne(select, from, relations, DEEPEST))
                            .isPresent())
                    .isPresent();
        } catch (PipitException e) {
            return false; // what reads other rows by their place, or those of a sub-query
        }
    }

    private static Optional<Select> only(SetQuery query) {
        return query.operands().size() == 1 && query.operands().get(0) instanceof Select select
                ? Optional.of(select)
                : Optional.empty();
    }

    // --- the groups

    private boolean groups(Select select) {
        boolean grouped = select.groupBy()
                .filter(g -> !g.totals())
                .filter(g -> g.kind() == GroupBy.Kind.PLAIN)
                .isPresent();
        return grouped
                && select.with().isEmpty()
                && select.items().size() == columns.size()
                && select.having().isEmpty()
                && !chooses(select)
                && parts(select).windows().isEmpty()
                && allMerge(select);
    }

    private boolean allMerge(Select select) {
        for (int i = 0; i < columns.size(); i++) {
            Expression item = select.items().get(i);
            if (!(parts(select).aggregates(item) ? merges(item, columns.get(i)) : key(item, i, select))) {
                return false;
            }
        }
        return true;
    }

    /** The aggregate of an item, and nothing else, merges in its column. */
    private boolean merges(Expression item, String column) {
        if (!(bare(item) instanceof Call call)
                || call.distinct()
                || call.filter().isPresent()) {
            return false;
        }
        Optional<Aggregates.Named> named = aggregates.find(call.function());
        if (named.isEmpty()
                || !STATES.contains(named.get().base())
                || !COMBINATORS.containsAll(named.get().combinators())) {
            return false;
        }
        String base = named.get().base();
        DataType type = target.column(column).orElseThrow().type();
        if (type instanceof DataType.AggregateFunctionType) {
            return true; // the build has looked that it is the same function
        } else if (type instanceof DataType.SimpleAggregateFunctionType simple) {
            return simple.function().equals(base) || simple.function().equals("sum") && SUMS.contains(base);
        }
        return target.engine().kind() == EngineClause.Kind.SUMMING && SUMS.contains(base);
    }

    /** Only what GROUP BY names: of what GROUP BY ALL takes, a name may stand for an aggregate of the list. */
    private static boolean key(Expression item, int place, Select select) {
        return select.groupBy().orElseThrow().expressions().stream().anyMatch(g -> {
            if (g instanceof NumberLiteral number) {
                return number.text().equals(Integer.toString(place + 1));
            }
            return g instanceof Name name && name.text().equals(named(item));
        });
    }

    private static String named(Expression item) {
        if (item instanceof Aliased aliased) {
            return aliased.alias();
        }
        return item instanceof Name name ? name.text() : "";
    }

    private static Expression bare(Expression item) {
        return item instanceof Aliased aliased ? aliased.expression() : item;
    }

    // --- the rows

    private boolean rowsOneByOne(Select reader, From from, Relations relations, int depth) {
        if (depth == 0) {
            return false;
        } else if (from instanceof From.Nested nested) {
            return takesRows(nested.query(), relations, depth);
        } else if (!(from instanceof From.Table table) || table.sample().isPresent()) {
            return false;
        } else {
            for (With.CommonTable common : reader.with().tables()) {
                if (common.name().equals(table.name())) {
                    return takesRows(common.query(), relations, depth);
                }
            }
            Optional<Relation> relation = relations.find(table.name());
            return relation.isPresent()
                    && (!(relation.get() instanceof Relation.Derived derived)
                            || takesRows(((ParsedQuery) derived.query()).body(), derived.scope(), depth));
        }
    }

    /** A query without groups, choices among rows and windows. */
    private boolean takesRows(SetQuery query, Relations relations, int depth) {
        return only(query)
                .filter(s -> s.groupBy().isEmpty() && s.having().isEmpty() && !chooses(s))
                .filter(s -> parts(s).windows().isEmpty()
                        && parts(s).firstAggregate().isEmpty())
                .filter(s -> s.from()
                        .filter(f -> rowsOneByOne(s, f, relations, depth - 1))
                        .isPresent())
                .isPresent();
    }

    private static boolean chooses(Select select) {
        return select.distinct()
                || select.qualify().isPresent()
                || select.limitBy().isPresent()
                || select.limit().isPresent()
                || select.orderBy().items().stream().anyMatch(i -> i.fill().isPresent());
    }

    private SelectParts parts(Select select) {
        return SelectParts.of(select, Map.of(), name -> aggregates.find(name).isPresent());
    }
}
