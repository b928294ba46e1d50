package io.pipit.core.sql.translate;

import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.GroupBy;
import io.pipit.core.sql.tree.GroupBy.Kind;
import io.pipit.core.sql.tree.Select;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Translates GROUP BY. An instance translates one. */
final class Groups {
    private final Translation translation;
    private final Environment environment;
    private final Scope scope;
    private final ExpressionTranslator expressions;
    private final SelectList list;
    private final List<String> members = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final Map<String, Rendered> shown = new HashMap<>();
    private boolean needsRows;
    private boolean emptySet;

    Groups(
            Translation translation,
            Environment environment,
            Scope scope,
            ExpressionTranslator expressions,
            SelectList list) {
        this.translation = translation;
        this.environment = environment;
        this.scope = scope;
        this.expressions = expressions;
        this.list = list;
    }

    /** What stands after GROUP BY. */
    List<String> members() {
        return members;
    }

    /** The texts of all keys. */
    List<String> keys() {
        return keys;
    }

    /** How keys show in rows of groupings that leave them out; only where there are such groupings. */
    Map<String, Rendered> shown() {
        return shown;
    }

    /** Whether there is a group of all rows, which the keyed form lacks for blocks of which nothing is left. */
    boolean overNothing() {
        return members.isEmpty() || emptySet;
    }

    /** Whether there is no row where nothing is grouped, although the engine would give one over all rows. */
    boolean needsRows() {
        return needsRows;
    }

    Groups of(GroupBy groupBy, Select select) {
        emptySet = groupBy.kind() == Kind.SETS && groupBy.sets().stream().anyMatch(List::isEmpty);
        needsRows = groupBy.kind() == Kind.ROLLUP || groupBy.kind() == Kind.CUBE;
        if (groupBy.kind() == Kind.TOTALS) {
            totals(groupBy, select);
            return this;
        } else if (groupBy.kind() == Kind.ALL) {
            all(select).forEach(k -> members.add(k.sql()));
            keys.addAll(members);
            return this;
        }
        List<List<Rendered>> sets = new ArrayList<>();
        for (List<Expression> set : groupBy.sets()) {
            List<Rendered> keys = new ArrayList<>();
            set.forEach(e -> add(e, keys));
            sets.add(keys);
            keys.forEach(k -> this.keys.add(k.sql()));
        }
        if (groupBy.kind() == Kind.PLAIN) {
            sets.get(0).forEach(k -> members.add(k.sql()));
            needsRows = members.isEmpty();
            return this;
        }
        sets.forEach(keys -> keys.forEach(this::show));
        members.add(
                switch (groupBy.kind()) {
                    case ROLLUP -> "ROLLUP " + set(sets.get(0));
                    case CUBE -> "CUBE " + set(sets.get(0));
                    default ->
                        "GROUPING SETS " + sets.stream().map(Groups::set).collect(Collectors.joining(", ", "(", ")"));
                });
        return this;
    }

    private void totals(GroupBy groupBy, Select select) {
        List<Rendered> all = new ArrayList<>();
        if (groupBy.sets().isEmpty()) {
            all.addAll(all(select));
        } else {
            groupBy.expressions().forEach(e -> add(e, all));
        }
        for (Rendered key : all) {
            keys.add(key.sql());
            String empty = key.logical() ? "false" : SqlText.cast(SqlText.defaultOf(key.type()), key.type());
            shown.put(
                    key.sql(), new Rendered(empty, key.type(), key.logical(), java.util.Optional.empty(), key.exact()));
        }
    }

    private static String set(List<Rendered> keys) {
        return keys.stream().map(Rendered::sql).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Rows of a grouping without the key show the default of its type there, not NULL. */
    private void show(Rendered key) {
        String empty = SqlText.defaultOf(key.type());
        if (!empty.equals("NULL")) {
            shown.put(
                    key.sql(),
                    new Rendered(
                            "coalesce(" + key.sql() + ", " + (key.logical() ? "false" : empty) + ")",
                            key.type(),
                            key.logical(),
                            java.util.Optional.empty(),
                            key.exact()));
        }
    }

    private void add(Expression expression, List<Rendered> keys) {
        if (SelectList.isPosition(expression)) {
            keys.add(list.positional((NumberLiteral) expression));
        } else if (expression instanceof Call tuple && tuple.function().equals("tuple")) {
            tuple.arguments().forEach(a -> add(a, keys));
        } else {
            Rendered value = expressions.render(expression);
            if (value.constant().isEmpty()) {
                keys.add(value);
            }
        }
    }

    /** What the list has outside aggregates. */
    private List<Rendered> all(Select select) {
        List<Rendered> groups = new ArrayList<>();
        for (Expression expression : select.items()) {
            ExpressionTranslator probe = new ExpressionTranslator(translation, environment, scope);
            if (!(expression instanceof Star)) {
                Map<String, Expression> own = new HashMap<>();
                select.items().forEach(i -> probe.names().collectAliases(i, own));
                Rendered rendered = probe.render(expression);
                if (!probe.grouping().metAggregates() && rendered.constant().isEmpty()) {
                    groups.add(rendered);
                }
            }
        }
        return groups;
    }
}
