package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.Select.Limit;
import io.pipit.core.sql.tree.Select.LimitBy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates one SELECT. An instance translates one. */
final class SelectTranslator {
    /** A member of the SELECT list. */
    private record Item(String name, Rendered value) {}

    private final Translation translation;
    private final Environment environment;
    private final Scope scope = new Scope();
    private final ExpressionTranslator expressions;

    SelectTranslator(Translation translation, Environment environment) {
        this.translation = translation;
        this.environment = environment;
        this.expressions = new ExpressionTranslator(translation, environment, scope);
        scope.expressions(expressions);
    }

    Translated translate(Select select) {
        collectAliases(select);
        String from = select.from()
                .map(f -> new FromTranslator(translation, environment, scope).translate(f))
                .orElse("");
        if (!select.groupBy().isEmpty()) {
            expressions.grouped();
        }
        List<Item> items = items(select);
        Optional<String> where = select.where().map(w -> expressions.render(w).truth());
        List<String> groups = groups(select, items);
        Optional<String> having = select.having().map(h -> expressions.render(h).truth());
        Optional<String> qualify =
                select.qualify().map(q -> expressions.render(q).truth());
        List<String> order = order(select, items);
        Optional<Source> keyed = scope.keyed();
        boolean aggregated = !select.groupBy().isEmpty() || expressions.metAggregates();
        noteMerges(aggregated);
        checkKeyed(select, keyed, aggregated);

        StringBuilder sql = new StringBuilder("SELECT ");
        sql.append(select.distinct() && keyed.isEmpty() ? "DISTINCT " : "");
        keyed.ifPresent(k -> sql.append(hidden(k, aggregated)).append(", "));
        sql.append(items.stream().map(SelectTranslator::item).collect(Collectors.joining(", ")));
        String laterals = expressions.laterals();
        if (!from.isEmpty() || !laterals.isEmpty()) {
            sql.append(" FROM ").append(from).append(laterals);
        }
        where.ifPresent(w -> sql.append(" WHERE ").append(w));
        appendGroups(sql, keyed, groups, aggregated);
        having.ifPresent(h -> sql.append(" HAVING ").append(h));
        appendQualify(sql, select, qualify, keyed, order);
        if (keyed.isEmpty()) {
            appendOrder(sql, order);
            select.limit().ifPresent(l -> sql.append(limit(l)));
        }
        List<OutputColumn> columns = items.stream()
                .map(i -> new OutputColumn(i.name(), i.value().type()))
                .toList();
        String text =
                select.distinct() && keyed.isPresent() ? distinctOfBlocks(sql.toString(), columns) : sql.toString();
        return new Translated(text, columns, keyed.isPresent(), keyed.isPresent() && scope.multiplied());
    }

    private void collectAliases(Select select) {
        Set<String> own = new HashSet<>();
        select.withExpressions().forEach(w -> own.add(w.alias()));
        select.items().forEach(i -> expressions.collectAliases(i, own));
        select.where().ifPresent(w -> expressions.collectAliases(w, own));
        select.groupBy().forEach(g -> expressions.collectAliases(g, own));
        select.having().ifPresent(h -> expressions.collectAliases(h, own));
        select.orderBy().forEach(o -> expressions.collectAliases(o.expression(), own));
    }

    // --- the SELECT list

    private List<Item> items(Select select) {
        List<Item> items = new ArrayList<>();
        for (Expression expression : select.items()) {
            if (expression instanceof Star star) {
                star(star, items);
            } else {
                items.add(new Item(name(expression), expressions.render(expression)));
            }
        }
        return unique(items);
    }

    /** A column that an earlier source has too keeps its qualifier. */
    private String name(Expression expression) {
        if (expression instanceof Name name && name.parts().size() == 2) {
            String column = name.parts().get(1);
            for (Source source : scope.sources()) {
                if (source.called(name.parts().get(0))) {
                    break;
                } else if (source.column(column).isPresent()) {
                    return name.text();
                }
            }
        }
        return ImplicitNames.of(expression);
    }

    private void star(Star star, List<Item> items) {
        List<Source> sources = star.qualifier().isEmpty()
                ? scope.sources()
                : scope.sources().stream()
                        .filter(s -> s.called(star.qualifier()))
                        .toList();
        if (sources.isEmpty()) {
            Set<String> known = new LinkedHashSet<>();
            scope.sources().forEach(s -> known.add(s.name()));
            throw star.qualifier().isEmpty()
                    ? SqlErrors.syntax(star.position(), "'*' needs a FROM.")
                    : SqlErrors.unknown(ErrorCode.UNKNOWN_TABLE, star.position(), "table", star.qualifier(), known);
        }
        Map<String, Expression> replaced =
                star.replace().stream().collect(Collectors.toMap(Aliased::alias, Aliased::expression));
        Set<String> seen = new HashSet<>();
        Set<String> missing = new LinkedHashSet<>(star.except());
        for (Source source : sources) {
            for (SourceColumn column : source.columns()) {
                String name = column.name();
                missing.remove(name);
                boolean hidden =
                        star.qualifier().isEmpty() && source.hiddenFromStar().contains(name);
                if (hidden || star.except().contains(name)) {
                    continue;
                }
                Expression other = replaced.get(name);
                Rendered value = other == null ? column.rendered() : expressions.render(other);
                boolean repeated = !seen.add(name) && !source.name().isEmpty();
                items.add(new Item(repeated ? source.name() + "." + name : name, value));
            }
            source.stored().ifPresent(t -> translation.needMerge.add(t.name()));
        }
        if (!missing.isEmpty()) {
            String name = missing.iterator().next();
            throw SqlErrors.unknown(ErrorCode.UNKNOWN_COLUMN, star.position(), "column for EXCEPT", name, seen);
        }
    }

    /** The engine cannot tell columns of one name apart; repeats of one and the same are numbered. */
    private static List<Item> unique(List<Item> items) {
        Set<String> names = new HashSet<>();
        List<Item> unique = new ArrayList<>();
        for (Item item : items) {
            String name = item.name();
            for (int i = 1; !names.add(name); i++) {
                name = item.name() + "_" + i;
            }
            unique.add(new Item(name, item.value()));
        }
        return unique;
    }

    private static String item(Item item) {
        return stored(item.value()) + " AS " + SqlText.name(item.name());
    }

    private static String stored(Rendered value) {
        return value.exact() && !value.logical()
                ? value.sql()
                : "CAST(" + value.value() + " AS " + StorageTypes.of(value.type()) + ")";
    }

    // --- groups

    private List<String> groups(Select select, List<Item> items) {
        List<String> groups = new ArrayList<>();
        for (Expression expression : select.groupBy()) {
            if (expression instanceof Star) {
                groupByAll(select, groups);
            } else {
                group(expression, items, groups);
            }
        }
        return groups;
    }

    private void groupByAll(Select select, List<String> groups) {
        for (Expression expression : select.items()) {
            ExpressionTranslator probe = new ExpressionTranslator(translation, environment, scope);
            if (!(expression instanceof Star)) {
                collectAliases(probe, select);
                Rendered rendered = probe.render(expression);
                if (!probe.metAggregates()) {
                    groups.add(rendered.sql());
                }
            }
        }
    }

    private static void collectAliases(ExpressionTranslator probe, Select select) {
        Set<String> own = new HashSet<>();
        select.items().forEach(i -> probe.collectAliases(i, own));
    }

    private void group(Expression expression, List<Item> items, List<String> groups) {
        if (expression instanceof NumberLiteral literal && literal.text().matches("[1-9][0-9]{0,3}")) {
            groups.add(positional(literal, items).sql());
        } else if (expression instanceof Call tuple && tuple.function().equals("tuple")) {
            tuple.arguments().forEach(a -> group(a, items, groups));
        } else {
            Rendered value = expressions.render(expression);
            if (value.constant().isEmpty()) {
                groups.add(value.sql());
            }
        }
    }

    private static Rendered positional(NumberLiteral literal, List<Item> items) {
        int index = Integer.parseInt(literal.text());
        if (index > items.size()) {
            throw SqlErrors.argument(
                    literal.position(), "There is no column " + index + "; the list has " + items.size() + ".");
        }
        return items.get(index - 1).value();
    }

    private static void appendGroups(
            StringBuilder sql, Optional<Source> keyed, List<String> groups, boolean aggregated) {
        if (!aggregated || (groups.isEmpty() && keyed.isEmpty())) {
            return;
        }
        List<String> all = new ArrayList<>();
        keyed.ifPresent(k -> {
            for (String hidden : List.of(Identity.PART, Identity.OFF, Identity.AT)) {
                all.add(k.engineAlias() + "." + SqlText.name(hidden));
            }
        });
        all.addAll(groups);
        sql.append(" GROUP BY ").append(String.join(", ", all));
    }

    // --- the keyed form

    private static String hidden(Source source, boolean aggregated) {
        String alias = source.engineAlias() + ".";
        String row = alias + SqlText.name(Identity.ROW);
        return alias + "\"_part\" AS \"_part\", " + alias + "\"_off\" AS \"_off\", "
                + (aggregated ? "min(" + row + ")" : row) + " AS \"_row\", " + alias + "\"_at\" AS \"_at\"";
    }

    private static String distinctOfBlocks(String inner, List<OutputColumn> columns) {
        String names = columns.stream().map(c -> SqlText.name(c.name())).collect(Collectors.joining(", "));
        return "SELECT \"_part\", \"_off\", min(\"_row\") AS \"_row\", \"_at\", " + names + " FROM (" + inner
                + ") GROUP BY \"_part\", \"_off\", \"_at\", " + names;
    }

    private void checkKeyed(Select select, Optional<Source> keyed, boolean aggregated) {
        if (keyed.isEmpty()) {
            return;
        }
        if (select.limit().isPresent()) {
            throw new NotKeyableException("LIMIT");
        } else if (aggregated && select.groupBy().isEmpty()) {
            throw new NotKeyableException("an aggregate without GROUP BY, which has a row also where nothing is left");
        }
    }

    /** Only a query that groups one table can do without merging it first. */
    private void noteMerges(boolean aggregated) {
        if (!aggregated || scope.size() > 1) {
            scope.sources().forEach(s -> s.stored().ifPresent(t -> translation.needMerge.add(t.name())));
        }
    }

    // --- order and limits

    private List<String> order(Select select, List<Item> items) {
        List<String> order = new ArrayList<>();
        for (OrderItem item : select.orderBy()) {
            if (item.expression() instanceof Star) {
                items.forEach(i -> order.add(ExpressionTranslator.order(inList(select, items, i.value()), item)));
                continue;
            }
            boolean positional =
                    item.expression() instanceof NumberLiteral n && n.text().matches("[1-9][0-9]{0,3}");
            Rendered value = positional
                    ? positional((NumberLiteral) item.expression(), items)
                    : expressions.render(item.expression());
            if (value.constant().isPresent()) {
                continue;
            }
            order.add(ExpressionTranslator.order(inList(select, items, value), item));
        }
        return order;
    }

    /** DISTINCT can be ordered only by what is in the list, so by its name there. */
    private static Rendered inList(Select select, List<Item> items, Rendered value) {
        if (!select.distinct()) {
            return value;
        }
        return items.stream()
                .filter(i -> i.value().sql().equals(value.sql()))
                .findFirst()
                .map(i -> Rendered.exact(SqlText.name(i.name()), value.type()))
                .orElse(value);
    }

    private static void appendOrder(StringBuilder sql, List<String> order) {
        if (!order.isEmpty()) {
            sql.append(" ORDER BY ").append(String.join(", ", order));
        }
    }

    private void appendQualify(
            StringBuilder sql, Select select, Optional<String> qualify, Optional<Source> keyed, List<String> order) {
        List<String> conditions = new ArrayList<>();
        qualify.ifPresent(conditions::add);
        select.limitBy().ifPresent(l -> conditions.add(limitBy(l, keyed, order)));
        if (!conditions.isEmpty()) {
            sql.append(" QUALIFY ").append(String.join(" AND ", conditions));
        }
    }

    /** LIMIT n BY: the first n rows of each group in the order of the query. */
    private String limitBy(LimitBy limitBy, Optional<Source> keyed, List<String> order) {
        List<String> partition = new ArrayList<>();
        List<String> sorting = new ArrayList<>(order);
        keyed.ifPresent(k -> {
            partition.add(k.engineAlias() + ".\"_part\"");
            partition.add(k.engineAlias() + ".\"_off\"");
            sorting.add(k.engineAlias() + ".\"_row\"");
        });
        limitBy.by().forEach(b -> partition.add(expressions.render(b).sql()));
        String number = "row_number() OVER (PARTITION BY " + String.join(", ", partition)
                + (sorting.isEmpty() ? "" : " ORDER BY " + String.join(", ", sorting)) + ")";
        Limit limit = limitBy.limit();
        String count = limit.count().map(c -> expressions.render(c).number()).orElse("9223372036854775807");
        if (limit.offset().isEmpty()) {
            return number + " <= " + count;
        }
        String offset = expressions.render(limit.offset().get()).number();
        return number + " BETWEEN " + offset + " + 1 AND " + offset + " + " + count;
    }

    private String limit(Limit limit) {
        String count = limit.count()
                .map(c -> " LIMIT " + expressions.render(c).number())
                .orElse("");
        String offset = limit.offset()
                .map(o -> " OFFSET " + expressions.render(o).number())
                .orElse("");
        return count + offset;
    }
}
