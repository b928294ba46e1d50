package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType.NothingType;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.translate.SelectList.Item;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.GroupBy;
import io.pipit.core.sql.tree.Select;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Translates one SELECT. An instance translates one.
 *
 * <p>Most queries become one SELECT of the engine. Where the engine's order of clauses differs, or it lacks one, the rows of that
 * SELECT pass through further ones: see {@link Stages}.
 */
final class SelectTranslator {
    /** They stand for the texts after FROM and WHERE while the others are made. */
    private static final String FROM = "\u0002from\u0002";

    private static final String WHERE = "\u0002where\u0002";

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

    /** With the row over all groups, where WITH TOTALS asks for one. */
    Translated translate(Select select) {
        if (select.groupBy().filter(GroupBy::totals).isEmpty()) {
            return translated(select);
        }
        Translated rows = translated(Totals.without(select));
        if (rows.keyed()) {
            return rows; // what a view writes has no totals
        }
        String totals = new SelectTranslator(translation, environment)
                .translated(Totals.of(select))
                .sql();
        return new Translated(
                rows.sql(),
                rows.columns(),
                false,
                false,
                Optional.of(totals),
                rows.limited().map(Limited::uncounted));
    }

    private Translated translated(Select select) {
        collectAliases(select);
        expressions.windows().named(select.windows());
        String from = select.from()
                .map(f -> new FromTranslator(translation, environment, scope).translate(f))
                .orElse("");
        // The set () of GROUPING SETS has a group even where there are no rows.
        select.groupBy()
                .filter(g ->
                        g.kind() != GroupBy.Kind.TOTALS && g.sets().stream().noneMatch(s -> overAll(g, s)))
                .ifPresent(g -> expressions.grouping().groups());
        SelectList list = new SelectList(translation, scope, expressions, select);
        Optional<String> where = select.where().map(w -> condition(w, "WHERE"));
        new ForeignConditions(translation, scope).note(select);
        if (expressions.grouping().metAggregates()) {
            String early = ", and WHERE is decided before groups are made; use HAVING";
            throw SqlErrors.argument(
                    select.where().orElseThrow().position(),
                    expressions
                            .grouping()
                            .aggregateAlias()
                            .map(alias -> "'" + alias + "' in WHERE is the alias of an aggregate" + early
                                    + ", or write a column of that name with its table before it.")
                            .orElse("An aggregate stands in WHERE" + early + "."));
        }
        Optional<Groups> groups = select.groupBy().map(g -> groups(g, select, list));
        expressions.grouping().grouped(groups.map(Groups::keys).orElse(List.of()));
        List<Item> items = list.items();
        Optional<String> having = select.having().map(h -> condition(h, "HAVING"));
        Optional<String> qualify = select.qualify().map(q -> condition(q, "QUALIFY"));
        Ordering ordering = Ordering.of(select, items, expressions);
        Optional<Source> keyed = scope.keyed();
        boolean aggregated =
                select.groupBy().isPresent() || expressions.grouping().metAggregates();
        checkGrouped(aggregated);
        noteMerges(aggregated);
        checkKeyed(select, keyed, aggregated, groups);

        StringBuilder core = new StringBuilder();
        String laterals = expressions.arrayJoins().laterals();
        if (!from.isEmpty() || !laterals.isEmpty()) {
            core.append(" FROM ").append(FROM).append(laterals);
        }
        Optional<String> filter = aggregated ? where : both(where, having);
        filter.ifPresent(w -> core.append(" WHERE ").append(WHERE));
        if (aggregated) {
            core.append(groupBy(keyed, groups));
            Optional<String> rows = groups.filter(Groups::needsRows).map(g -> "count(*) > 0");
            both(rows, having).ifPresent(h -> core.append(" HAVING ").append(h));
        }
        String hidden = keyed.map(k -> hidden(k, aggregated) + ", ").orElse("");
        Stages stages = new Stages(translation, expressions, select, items, ordering, keyed);
        String rest = stages.text(hidden, core.toString(), qualify);
        String text = complete(rest, from, filter);
        Optional<Limited> limited =
                stages.limited(core.toString(), qualify, aggregated).map(l -> l.with(c -> complete(c, from, filter)));
        List<OutputColumn> columns = items.stream()
                .map(i -> new OutputColumn(i.name(), i.value().type()))
                .toList();
        if (select.distinct() && keyed.isPresent()) {
            text = distinctOfBlocks(text, columns);
        }
        Optional<String> totals = aggregated || qualify.isPresent() || !laterals.isEmpty()
                ? Optional.empty()
                : scope.totals().map(t -> stages.listOf(t));
        return new Translated(
                text, columns, keyed.isPresent(), keyed.isPresent() && scope.multiplied(), totals, limited);
    }

    private String complete(String rest, String from, Optional<String> filter) {
        JsonPasses passes = new JsonPasses(rest, scope.places());
        return passes.text(rest).replace(FROM, passes.from(from)).replace(WHERE, filter.orElse(""));
    }

    private static boolean overAll(GroupBy groupBy, List<Expression> set) {
        return groupBy.kind() == GroupBy.Kind.SETS && set.isEmpty();
    }

    private String condition(Expression expression, String clause) {
        Rendered value = expressions.render(expression);
        boolean fits =
                value.logical() || Types.number(value.type()) || value.type().bare() instanceof NothingType;
        if (!fits) {
            throw SqlErrors.argument(
                    expression.position(), clause + " needs a condition; found a value of type " + value.type() + ".");
        }
        return value.truth();
    }

    /** Without groups HAVING filters rows as WHERE does. */
    private static Optional<String> both(Optional<String> where, Optional<String> having) {
        if (where.isPresent() && having.isPresent()) {
            return Optional.of("(" + where.get() + ") AND (" + having.get() + ")");
        }
        return where.or(() -> having);
    }

    /** A row stands for many: what is not the same in all of them has no value. */
    private void checkGrouped(boolean aggregated) {
        Optional<Name> loose = expressions.grouping().firstLoose();
        if (aggregated && loose.isPresent()) {
            throw SqlErrors.argument(
                    loose.get().position(),
                    "The column '" + loose.get().text()
                            + "' is neither in GROUP BY nor inside an aggregate such as any(...).");
        }
    }

    private void collectAliases(Select select) {
        Map<String, Expression> own = new HashMap<>();
        NameTranslator names = expressions.names();
        select.with().expressions().forEach(w -> names.collectAliases(w, own));
        select.items().forEach(i -> names.collectAliases(i, own));
        select.where().ifPresent(w -> names.collectAliases(w, own));
        select.groupBy().ifPresent(g -> g.expressions().forEach(e -> names.collectAliases(e, own)));
        select.having().ifPresent(h -> names.collectAliases(h, own));
        select.orderBy().items().forEach(o -> names.collectAliases(o.expression(), own));
    }

    private Groups groups(GroupBy groupBy, Select select, SelectList list) {
        Groups groups = new Groups(translation, environment, scope, expressions, list).of(groupBy, select);
        expressions.grouping().leaveOut(groups.shown());
        return groups;
    }

    private static String groupBy(Optional<Source> keyed, Optional<Groups> groups) {
        List<String> all = new ArrayList<>();
        keyed.ifPresent(k -> {
            for (String hidden : List.of(Identity.PART, Identity.OFF, Identity.AT)) {
                all.add(k.engineAlias() + "." + SqlText.name(hidden));
            }
        });
        groups.ifPresent(g -> all.addAll(g.members()));
        return all.isEmpty() ? "" : " GROUP BY " + String.join(", ", all);
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

    private void checkKeyed(Select select, Optional<Source> keyed, boolean aggregated, Optional<Groups> groups) {
        if (keyed.isEmpty()) {
            return;
        }
        if (select.limit().isPresent()) {
            throw new NotKeyableException("LIMIT");
        } else if (aggregated && groups.map(Groups::overNothing).orElse(true)) {
            throw new NotKeyableException("an aggregate without GROUP BY, which has a row also where nothing is left");
        } else if (select.orderBy().items().stream().anyMatch(o -> o.fill().isPresent())) {
            throw new NotKeyableException("WITH FILL");
        }
    }

    /** Only a query that groups one table can do without merging it first. */
    private void noteMerges(boolean aggregated) {
        if (!aggregated || scope.size() > 1) {
            scope.countsRows(translation);
        }
    }
}
