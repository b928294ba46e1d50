package io.pipit.core.sql.chain;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.chain.Branch.Item;
import io.pipit.core.sql.tree.ColumnChange;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.GroupBy;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one SELECT does with the rows of its source: grouping, windows, DISTINCT and LIMIT BY, in the order in which they are done. */
final class SelectStages {
    private final Select select;
    private final Predicate<String> aggregates;
    private final Predicate<String> alwaysThere;
    private final IntSupplier picks;
    private final SelectParts parts;
    private Branch source;
    private Tracer tracer;
    /** The columns of the result by their place; null where they cannot be counted. */
    private List<Item> order = new ArrayList<>();

    SelectStages(
            Select select,
            Map<String, Expression> outer,
            Predicate<String> aggregates,
            Predicate<String> alwaysThere,
            IntSupplier picks) {
        this.select = select;
        this.aggregates = aggregates;
        this.alwaysThere = alwaysThere;
        this.picks = picks;
        this.parts = SelectParts.of(select, outer, aggregates);
    }

    /**
     * What becomes of a branch.
     *
     * @param columns those of the result, after the branch's steps
     * @param stages that come after them
     */
    record Result(Branch columns, List<Stage> stages) {}

    Result of(Branch from, String qualifier) {
        source = from;
        tracer = new Tracer(qualifier, from.columns(), parts.aliases(), aggregates, alwaysThere, picks);
        if (select.limit().isPresent()) {
            throw ChainReader.refused(select.limit().get().position(), "LIMIT without BY chooses among all rows");
        }
        if (select.orderBy().items().stream().anyMatch(i -> i.fill().isPresent())) {
            throw ChainReader.refused(select.orderBy().position(), "WITH FILL adds rows between others");
        }
        List<Stage> stages = new ArrayList<>();
        grouping().ifPresent(stages::add);
        parts.windows().forEach(w -> stages.add(window(w)));
        Map<String, Optional<Origin>> output = output();
        if (select.distinct()) {
            stages.add(stage("DISTINCT", List.copyOf(output.values()), "what it selects", select.position()));
        }
        select.limitBy().ifPresent(by -> stages.add(limitBy(by, output)));
        return new Result(from.with(output, Optional.ofNullable(order)), stages);
    }

    private Optional<Stage> grouping() {
        if (select.groupBy().isEmpty()) {
            if (parts.firstAggregate().isPresent()) {
                Call aggregate = parts.firstAggregate().get();
                throw ChainReader.refused(
                        aggregate.position(), aggregate.function() + " without GROUP BY makes one group of all rows");
            }
            return Optional.empty();
        }
        GroupBy groupBy = select.groupBy().get();
        boolean plain = groupBy.kind() == GroupBy.Kind.PLAIN || groupBy.kind() == GroupBy.Kind.ALL;
        if (!plain || groupBy.totals()) {
            throw ChainReader.refused(groupBy.position(), "GROUP BY makes totals over several groups");
        }
        List<Expression> keys = groupBy.kind() == GroupBy.Kind.ALL
                ? select.items().stream().filter(i -> !parts.aggregates(i)).toList()
                : groupBy.expressions().stream().map(this::positional).toList();
        return Optional.of(stage("GROUP BY", traced(keys), texts(keys), groupBy.position()));
    }

    /** A number stands for a member of the list. */
    private Expression positional(Expression key) {
        if (key instanceof NumberLiteral number && number.text().matches("[0-9]{1,4}")) {
            int index = Integer.parseInt(number.text()) - 1;
            return index >= 0 && index < select.items().size() ? select.items().get(index) : key;
        }
        return key;
    }

    private Stage window(Window window) {
        Window base = window.base().isEmpty() ? null : select.windows().get(window.base());
        List<Expression> keys = Stream.concat(
                        base == null ? Stream.of() : base.partitionBy().stream(), window.partitionBy().stream())
                .toList();
        if (keys.isEmpty()) {
            throw ChainReader.refused(window.position(), "a window without PARTITION BY looks at all rows");
        }
        return stage("PARTITION BY", traced(keys), texts(keys), window.position());
    }

    private Stage limitBy(Select.LimitBy by, Map<String, Optional<Origin>> output) {
        boolean all = by.by().stream().anyMatch(e -> e instanceof Star);
        List<Optional<Origin>> keys = all
                ? List.copyOf(output.values())
                : traced(by.by().stream().map(this::positional).toList());
        return stage("LIMIT BY", keys, texts(by.by()), by.limit().position());
    }

    private List<Optional<Origin>> traced(List<Expression> expressions) {
        return expressions.stream().map(tracer::of).toList();
    }

    /** What is the same for all rows keeps none apart. */
    static Stage stage(String clause, List<Optional<Origin>> keys, String names, SourcePosition position) {
        List<Optional<Origin>> telling = keys.stream()
                .map(key -> key.filter(k -> mentionsColumn(k.expression())))
                .toList();
        if (telling.stream().allMatch(Optional::isEmpty)) {
            throw ChainReader.refused(
                    position,
                    "the keys of this " + clause + " (" + names
                            + ") are neither columns of the source nor expressions of them");
        }
        return new Stage(clause, telling, position);
    }

    private static boolean mentionsColumn(Expression expression) {
        return expression instanceof Name
                || expression instanceof Call call && call.arguments().stream().anyMatch(SelectStages::mentionsColumn);
    }

    private static String texts(List<Expression> expressions) {
        return expressions.stream()
                .map(e -> e instanceof Name name
                        ? name.text()
                        : e instanceof Aliased aliased
                                ? aliased.alias()
                                : e instanceof Call call ? call.function() + "(…)" : "…")
                .collect(Collectors.joining(", "));
    }

    private Map<String, Optional<Origin>> output() {
        Map<String, Optional<Origin>> output = new LinkedHashMap<>();
        for (Expression item : select.items()) {
            if (item instanceof Star star) {
                star(star, output);
            } else if (item instanceof Aliased aliased) {
                output.put(aliased.alias(), tracer.of(aliased));
                placed(aliased.alias(), tracer.of(aliased));
            } else if (item instanceof Name name) {
                String column = name.parts().get(name.parts().size() - 1);
                output.put(column, tracer.of(name));
                output.putIfAbsent(name.text(), tracer.of(name));
                placed(column, tracer.of(name));
            } else {
                placed("", tracer.of(item));
            }
        }
        return output;
    }

    private void placed(String name, Optional<Origin> origin) {
        if (order != null) {
            order.add(new Item(name, origin));
        }
    }

    private void star(Star star, Map<String, Optional<Origin>> output) {
        boolean whole = star.pattern().isEmpty() && star.names().isEmpty();
        Map<String, Optional<Origin>> columns = new LinkedHashMap<>(source.columns());
        boolean placed = whole && source.order().isPresent();
        for (ColumnChange change : star.changes()) {
            if (change instanceof ColumnChange.Except except) {
                except.names().forEach(columns::remove);
            } else if (change instanceof ColumnChange.Replace replace) {
                replace.expressions().forEach(e -> columns.put(e.alias(), tracer.of(e.expression())));
            } else {
                placed &= !(change instanceof ColumnChange.ExceptMatching);
                columns.replaceAll((name, origin) -> Optional.empty());
            }
        }
        if (whole) {
            output.putAll(columns);
        }
        if (placed) {
            source.order().get().stream()
                    .filter(item -> item.name().isEmpty() || columns.containsKey(item.name()))
                    .forEach(item -> placed(item.name(), columns.getOrDefault(item.name(), Optional.empty())));
        } else {
            order = null;
        }
    }
}
