package io.pipit.core.sql.translate;

import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Subquery;
import io.pipit.core.sql.tree.GroupBy;
import io.pipit.core.sql.tree.GroupBy.Kind;
import io.pipit.core.sql.tree.OrderBy;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What WITH TOTALS asks for, as queries of their own: the row over all rows that belong to a group of the answer. Order and limits do
 * not change it; groups that HAVING leaves out do not count.
 */
final class Totals {
    private Totals() {}

    /** The query without its totals. */
    static Select without(Select select) {
        return with(
                select,
                select.with(),
                select.items(),
                select.where(),
                select.groupBy().map(GroupBy::withoutTotals),
                select.having(),
                false);
    }

    /** The query of the one row. */
    static Select of(Select select) {
        GroupBy groupBy = select.groupBy().orElseThrow();
        List<List<Expression>> sets = groupBy.kind() == Kind.ALL ? List.of() : groupBy.sets();
        Optional<Expression> where = select.having().isEmpty()
                ? select.where()
                : Optional.of(select.where()
                        .<Expression>map(w -> Call.of("and", w.position(), w, kept(select, groupBy)))
                        .orElseGet(() -> kept(select, groupBy)));
        return with(
                select,
                select.with(),
                select.items(),
                where,
                Optional.of(new GroupBy(Kind.TOTALS, sets, false, groupBy.position())),
                Optional.empty(),
                true);
    }

    /** Whether a row is of a group that HAVING keeps. */
    private static Expression kept(Select select, GroupBy groupBy) {
        if (groupBy.kind() != Kind.PLAIN) {
            throw SqlErrors.unsupported(
                    groupBy.position(),
                    "WITH TOTALS and HAVING stand together only after a plain GROUP BY with its keys; name the keys.");
        }
        List<Expression> keys = new ArrayList<>();
        for (Expression key : groupBy.expressions()) {
            Expression value = SelectList.isPosition(key) ? item(select, (NumberLiteral) key) : key;
            keys.add(Call.of("assumeNotNull", key.position(), value));
            keys.add(Call.of("isNull", key.position(), value));
        }
        List<Aliased> aliases = new ArrayList<>(select.with().expressions());
        select.items().stream()
                .filter(Aliased.class::isInstance)
                .map(Aliased.class::cast)
                .forEach(aliases::add);
        With with = new With(select.with().recursive(), select.with().tables(), aliases);
        if (keys.isEmpty()) {
            keys.add(new NumberLiteral("1", groupBy.position()));
        }
        Select groups =
                with(select, with, keys, select.where(), Optional.of(groupBy.withoutTotals()), select.having(), true);
        Expression all = Call.of("tuple", groupBy.position(), keys.toArray(Expression[]::new));
        return Call.of("in", groupBy.position(), all, new Subquery(SetQuery.of(groups), groupBy.position()));
    }

    private static Expression item(Select select, NumberLiteral place) {
        int index = Integer.parseInt(place.text());
        if (index > select.items().size()) {
            throw SqlErrors.argument(place.position(), "There is no column " + index + " in the list.");
        }
        Expression item = select.items().get(index - 1);
        return item instanceof Aliased aliased ? aliased.expression() : item;
    }

    private static Select with(
            Select select,
            With with,
            List<Expression> items,
            Optional<Expression> where,
            Optional<GroupBy> groupBy,
            Optional<Expression> having,
            boolean bare) {
        return new Select(
                with,
                !bare && select.distinct(),
                items,
                select.from(),
                where,
                groupBy,
                having,
                bare ? Map.of() : select.windows(),
                bare ? Optional.empty() : select.qualify(),
                bare ? OrderBy.none(select.position()) : select.orderBy(),
                bare ? Optional.empty() : select.limitBy(),
                bare ? Optional.empty() : select.limit(),
                select.position());
    }
}
