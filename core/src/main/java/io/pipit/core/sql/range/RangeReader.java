package io.pipit.core.sql.range;

import io.pipit.core.sql.Query;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relations;
import io.pipit.core.sql.function.VaryingFunctions;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the ranges of a query: comparisons of columns with constants in the WHERE of the query and of the nodes that it reads, as far as
 * every row passes them. Made for one query.
 */
public final class RangeReader {
    private static final Map<String, String> MIRRORED = Map.of(
            "equals", "equals",
            "less", "greater",
            "lessOrEquals", "greaterOrEquals",
            "greater", "less",
            "greaterOrEquals", "lessOrEquals");
    private static final Set<From.Kind> LEFT_ROWS_ONLY = Set.of(From.Kind.INNER, From.Kind.CROSS, From.Kind.LEFT);

    private final Predicate<String> aggregates;
    private final Map<String, RowRange> ranges = new LinkedHashMap<>();
    private final Set<String> choices = new HashSet<>();
    private boolean several;
    private boolean rowWise = true;

    /**
     * A reader.
     *
     * @param aggregates whether a name is that of an aggregate
     */
    public RangeReader(Predicate<String> aggregates) {
        this.aggregates = aggregates;
    }

    /** What names after FROM mean. */
    private record Names(Relations relations, Map<String, Common> common) {
        Names with(With with) {
            Names names = this;
            for (With.CommonTable table : with.tables()) {
                Map<String, Common> more = new HashMap<>(names.common);
                more.put(table.name(), new Common(table.query(), names));
                names = new Names(relations, more);
            }
            return names;
        }
    }

    /** A query with a name. */
    private record Common(SetQuery query, Names names) {}

    /** The ranges of a query. */
    public RangedQuery read(Query query, Relations relations) {
        String rest = query(((ParsedQuery) query).body(), new Names(relations, Map.of()));
        return new RangedQuery(ranges, rest, several ? Optional.empty() : Optional.of(choices), rowWise);
    }

    /** The text of what is left when the ranges are taken out. */
    private String query(SetQuery query, Names names) {
        if (query.operands().size() > 1) {
            rowWise = false;
            several = true;
            return new TreeText(names.relations()).of(query);
        }
        return query.operands().get(0) instanceof SetQuery inner
                ? query(inner, names)
                : select((Select) query.operands().get(0), names);
    }

    private String select(Select select, Names outer) {
        Names names = outer.with(select.with());
        TreeText text = new TreeText(names.relations());
        Set<String> walked = new HashSet<>();
        String from = select.from().map(source -> from(source, names, walked)).orElse("");
        String table = select.from().map(RangeReader::table).orElse("");
        List<String> conditions = new ArrayList<>();
        Stream.of(select.having(), select.qualify(), select.limitBy(), select.limit())
                .flatMap(Optional::stream)
                .forEach(clause -> choices.add(text.of(clause)));
        select.where().stream().flatMap(RangeReader::conjuncts).forEach(condition -> {
            choices.add(text.of(condition));
            if (!range(condition, table)) {
                conditions.add(text.of(condition));
            }
        });
        rowWise &= ofOneRow(select);
        List<With.CommonTable> others = select.with().tables().stream()
                .filter(common -> !walked.contains(common.name()))
                .toList();
        return text.of(List.of(
                new With(select.with().recursive(), others, select.with().expressions()),
                select.distinct(),
                select.items(),
                select.groupBy(),
                select.having(),
                select.windows(),
                select.qualify(),
                select.orderBy(),
                select.limitBy(),
                select.limit(),
                conditions,
                from));
    }

    private boolean ofOneRow(Select select) {
        return !select.distinct()
                && select.groupBy().isEmpty()
                && select.having().isEmpty()
                && select.qualify().isEmpty()
                && select.limitBy().isEmpty()
                && select.limit().isEmpty()
                && select.items().stream().noneMatch(this::ofMore);
    }

    /** Whether a value depends on more than the row that it is in: on other rows, or on when it is computed. */
    private boolean ofMore(Expression expression) {
        if (expression instanceof Expression.Aliased aliased) {
            return ofMore(aliased.expression());
        }
        return expression instanceof Call call
                && (call.window().isPresent()
                        || aggregates.test(call.function())
                        || VaryingFunctions.has(call.function())
                        || call.arguments().stream().anyMatch(this::ofMore));
    }

    /** How the rows are called that come first. */
    private static String table(From from) {
        if (from instanceof From.Join join) {
            return table(join.left());
        } else if (from instanceof From.ArrayJoin join) {
            return table(join.source());
        } else if (from instanceof From.Nested nested) {
            return nested.alias().name();
        }
        return from instanceof From.Table table
                ? table.alias().name().isEmpty() ? table.name() : table.alias().name()
                : "";
    }

    private String from(From from, Names names, Set<String> walked) {
        TreeText text = new TreeText(names.relations());
        if (!(from instanceof From.Table || from instanceof From.Nested)) {
            choices.add(text.of(from));
        }
        if (from instanceof From.ArrayJoin join) {
            return text.of(List.of(join.left(), join.arrays())) + from(join.source(), names, walked);
        } else if (from instanceof From.Nested nested
                && nested.alias().columns().isEmpty()) {
            return text.of(nested.alias()) + query(nested.query(), names);
        } else if (from instanceof From.Join join && LEFT_ROWS_ONLY.contains(join.kind())) {
            return text.of(List.of(join.kind(), join.strictness(), join.right(), join.on(), join.using()))
                    + from(join.left(), names, walked);
        } else if (!(from instanceof From.Table table)
                || !table.alias().columns().isEmpty()) {
            return text.of(from);
        } else {
            return named(table, names, walked, text);
        }
    }

    private String named(From.Table table, Names names, Set<String> walked, TreeText text) {
        String rest = text.of(List.of(table.alias(), table.sample()));
        table.sample().ifPresent(sample -> choices.add(text.of(sample)));
        Common common = names.common().get(table.name());
        if (common != null && walked.add(table.name())) {
            return rest + query(common.query(), common.names());
        }
        Optional<Relation.Derived> derived = common == null ? text.derived(table) : Optional.empty();
        return derived.isPresent()
                ? rest
                        + query(
                                ((ParsedQuery) derived.get().query()).body(),
                                new Names(derived.get().scope(), Map.of()))
                : text.of(table);
    }

    private static Stream<Expression> conjuncts(Expression expression) {
        return expression instanceof Call call && call.function().equals("and")
                ? call.arguments().stream().flatMap(RangeReader::conjuncts)
                : Stream.of(expression);
    }

    private boolean range(Expression condition, String table) {
        if (!(condition instanceof Call call) || call.arguments().size() != 2) {
            return false;
        }
        Expression left = call.argument(0);
        Expression right = call.argument(1);
        String function = call.function();
        Optional<RowRange> range = compared(function, right);
        Optional<String> column = Shown.column(left, table);
        if (range.isEmpty() || column.isEmpty()) {
            range = Optional.ofNullable(MIRRORED.get(function)).flatMap(mirrored -> compared(mirrored, left));
            column = Shown.column(right, table);
        }
        if (range.isEmpty() || column.isEmpty()) {
            return false;
        }
        try {
            ranges.put(
                    column.get(),
                    ranges.getOrDefault(column.get(), RowRange.ALL).and(range.get()));
            return true;
        } catch (Constant.IncomparableException e) {
            return false;
        }
    }

    private static Optional<RowRange> compared(String function, Expression with) {
        if (function.equals("in")) {
            return listed(with).map(RowRange::among);
        }
        Optional<Constant> value = Constant.of(with);
        return switch (function) {
            case "equals" -> value.map(v -> RowRange.among(List.of(v)));
            case "less" -> value.map(v -> RowRange.to(v, false));
            case "lessOrEquals" -> value.map(v -> RowRange.to(v, true));
            case "greater" -> value.map(v -> RowRange.from(v, false));
            case "greaterOrEquals" -> value.map(v -> RowRange.from(v, true));
            default -> Optional.empty();
        };
    }

    private static Optional<List<Constant>> listed(Expression list) {
        if (!(list instanceof Call call)
                || !(call.function().equals("tuple") || call.function().equals("array"))) {
            return Constant.of(list).map(List::of);
        }
        List<Constant> values = new ArrayList<>();
        for (Expression member : call.arguments()) {
            Optional<Constant> value = Constant.of(member);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }
}
